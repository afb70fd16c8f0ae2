#include <algorithm>

#include "facts/minors.hpp"
#include "facts/version_facts.hpp"
#include "spec/reference.hpp"

namespace planekeeper::spec {

namespace {

void replace(std::string& text, std::string_view placeholder, const std::string& by) {
    const auto at = text.find(placeholder);
    if (at != std::string::npos) text.replace(at, placeholder.size(), by);
}

/// "20|21|22"
[[nodiscard]] std::string all_minors() {
    std::string text;
    for (int minor = kubernetes::oldest_minor; minor <= kubernetes::newest_minor; ++minor) {
        text += (text.empty() ? "" : "|") + std::to_string(minor);
    }
    return text;
}

[[nodiscard]] std::string_view without_quotes(std::string_view text) {
    const bool has_quotes = text.size() > 1 && text.front() == '"' && text.back() == '"';
    return has_quotes ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::string filled_in(std::string_view text) {
    std::string result(text);
    replace(result, "{versions}", kubernetes::supported_versions());
    replace(result, "{minors}", all_minors());
    return result;
}

std::vector<std::string> written_items(std::string_view written) {
    if (!written.starts_with('[')) return {std::string(without_quotes(written))};
    std::vector<std::string> items;
    written = written.substr(1, written.size() - 2);
    while (!written.empty()) {
        const auto end = std::min(written.find(", "), written.size());
        items.emplace_back(without_quotes(written.substr(0, end)));
        written.remove_prefix(std::min(end + 2, written.size()));
    }
    return items;
}

}  // namespace planekeeper::spec
