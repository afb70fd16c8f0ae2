#include "reconcile/event_log.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string_view>

namespace planekeeper::reconcile {

namespace {

/// Bytes of the UTF-8 character at the start; 0: no valid character, or a control
/// character (of ASCII, or U+0080 to U+009F).
std::size_t printable_character(std::string_view text) {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto first = byte(0);
    if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80) return 0;
    }
    return first == 0xc2 && byte(1) < 0xa0 ? 0 : length;
}

/// One quoted line, whatever a file name or a program's output contains: programs read the log, and terminals show it.
std::string quoted_line(std::string_view text) {
    std::string out{'"'};
    while (!text.empty()) {
        const auto length = printable_character(text);
        if (length == 0) {
            out += text.front() == '\n' ? "\\n" : fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
        } else if (text.front() == '"' || text.front() == '\\') {
            out += {'\\', text.front()};
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out + '"';
}

/// A single word unchanged; in quotes what a reader would take for several words.
std::string value(std::string_view text) {
    if (text.empty()) return "-";
    auto in_quotes = quoted_line(text);
    const bool plain = in_quotes.size() == text.size() + 2 && text.find_first_of(" =") == std::string_view::npos;
    return plain ? std::string{text} : in_quotes;
}

}  // namespace

void EventLog::add(model::EventType type, std::string reason, std::string resource, std::string message,
                   SystemTime time) {
    const auto level = type == model::EventType::warning ? spdlog::level::warn : spdlog::level::info;
    spdlog::log(level, "event={} resource={} message={}", reason, value(resource), quoted_line(message));
    recent_.push_back({.sequence = ++sequence_,
                       .time = time,
                       .type = type,
                       .resource = std::move(resource),
                       .reason = std::move(reason),
                       .message = std::move(message)});
    if (recent_.size() > kept) recent_.pop_front();
    if (listener_) listener_(recent_.back());
}

}  // namespace planekeeper::reconcile
