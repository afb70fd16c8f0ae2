#include "kubeapi/status_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include "kubeapi/json_at.hpp"

namespace planekeeper::kubeapi {

namespace {

using nlohmann::json;

constexpr std::size_t longest_message = 1024;

/// `of_refusal`: the kind for any other status from 400 to 499, by which the server says that the request is wrong.
ErrorKind kind_of(int status, ErrorKind of_refusal) {
    switch (status) {
        case 401:
        case 403: return ErrorKind::permission;
        case 404: return ErrorKind::not_found;
        case 408:
        case 409:
        case 429: return ErrorKind::transient;
        default: return status >= 400 && status < 500 ? of_refusal : ErrorKind::transient;
    }
}

/// The server's message usually contains its causes. Those that it does not contain are added.
void add_causes(std::string& message, const json& status) {
    const json& causes = at(status, "/details/causes");
    if (!causes.is_array()) return;
    for (const json& cause : causes) {
        const std::string why = text_at(cause, "/message");
        if (why.empty() || message.find(why) != std::string::npos) continue;
        const std::string field = text_at(cause, "/field");
        message += "; ";
        message += field.empty() ? why : fmt::format("{}: {}", field, why);
    }
}

void add_wait(std::string& message, const json& status) {
    const json& seconds = at(status, "/details/retryAfterSeconds");
    if (seconds.is_number_integer() && seconds.get<std::int64_t>() > 0) {
        message += fmt::format(" (try again in {}s)", seconds.get<std::int64_t>());
    }
}

}  // namespace

std::string printable(std::string_view text) {
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    std::string line(text.substr(0, longest_message));
    std::ranges::replace(line, '\n', ' ');
    std::ranges::replace_if(line, [](char c) { return c < ' ' || c > '~'; }, '?');
    if (text.size() > longest_message) line += "...";
    return line;
}

Error status_error(const edges::HttpResponse& response) {
    const json status = json::parse(response.body, nullptr, false);
    const bool explained = text_at(status, "/kind") == "Status";
    std::string message = explained ? text_at(status, "/message") : response.body;
    if (explained) {
        add_causes(message, status);
        add_wait(message, status);
    }
    message = printable(message);
    std::string text = fmt::format("HTTP {}", response.status);
    if (!message.empty()) text += fmt::format(": {}", message);
    return {kind_of(response.status, explained ? ErrorKind::terminal : ErrorKind::transient), std::move(text)};
}

}  // namespace planekeeper::kubeapi
