#include "failures/known_failures.hpp"

#include <fmt/format.h>

#include <cctype>
#include <ranges>
#include <span>

#include "failures/failure_rules.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::size_t longest_quote = 240;

bool holds_in_order(std::string_view line, std::span<const std::string_view> parts, std::string_view component) {
    std::size_t at = 0;
    for (const auto piece : parts) {
        const auto part = piece == component_piece ? component : piece;
        const auto found = line.find(part, at);
        if (found == std::string_view::npos) return false;
        at = found + part.size();
    }
    return true;
}

/// Half a UTF-8 character would make the status invalid JSON.
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

bool is_in_a_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-'; }

/// The part of the log line that the explanation shows: from the word with the first piece of the rule on, masked, and cut
/// when long.
std::string quoted(std::string_view line, std::string_view first_part) {
    auto begin = line.find(first_part);
    while (begin > 0 && is_in_a_word(line[begin - 1])) --begin;
    // A flag's value may be a secret of the user.
    auto quote = mask_secrets(line.substr(begin));
    if (quote.size() <= longest_quote) return quote;
    std::size_t end = longest_quote;
    while (end > 0 && is_continuation(quote[end])) --end;
    return fmt::format("{}…", quote.substr(0, end));
}

/// Replaces "{}" in the explanation with the quote.
std::string filled(std::string_view explanation, const std::string& quote) {
    const auto at = explanation.find("{}");
    if (at == std::string_view::npos) return std::string{explanation};
    return std::string{explanation.substr(0, at)} + quote + std::string{explanation.substr(at + 2)};
}

std::optional<KnownFailure> first_match(std::span<const FailureRule> rules, const std::vector<std::string>& log_lines,
                                        const model::KubernetesVersion& version, std::string_view component) {
    for (const auto& rule : rules) {
        if (version.minor < rule.oldest_minor || version.minor > rule.newest_minor) continue;
        // The newest matching line belongs to the last attempt.
        for (const auto& line : std::views::reverse(log_lines)) {
            if (!holds_in_order(line, rule.parts, component)) continue;
            return KnownFailure{.id = std::string{rule.id},
                                .explanation = filled(rule.explanation, quoted(line, rule.parts.front())),
                                .cure = std::string{rule.cure},
                                .deterministic = rule.deterministic};
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<KnownFailure> recognise(const std::vector<std::string>& log_lines,
                                      const model::KubernetesVersion& version, LogSource source,
                                      std::string_view component) {
    return first_match(failure_rules(source), log_lines, version, component);
}

std::optional<KnownFailure> recognise_wait(const std::vector<std::string>& log_lines,
                                           const model::KubernetesVersion& version, LogSource source) {
    return first_match(wait_rules(source), log_lines, version, {});
}

}  // namespace planekeeper::kubernetes
