#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.hpp"
#include "failures/known_failures.hpp"
#include "failures/masked_text.hpp"

// Masks too much rather than too little: a log line without a path is still useful, a published key is a disaster.

namespace planekeeper::kubernetes {

namespace {

/// 40 characters are the base64 of 30 bytes. Identifiers and path names are shorter or have only one case.
constexpr std::size_t key_run = 40;

constexpr bool is_base64(char c) {
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '+' || c == '/' || c == '=' || c == '-' || c == '_';
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; });
    return lower;
}

std::string mask_pem(std::string_view text) {
    constexpr std::string_view begin = "-----BEGIN ";
    constexpr std::string_view end = "-----END ";
    std::string out;
    for (;;) {
        const auto at = text.find(begin);
        if (at == std::string_view::npos) return out + std::string{text};
        out.append(text.substr(0, at)).append(mask);
        const auto end_at = text.find(end, at);
        if (end_at == std::string_view::npos) return out;
        const auto dashes = text.find("-----", end_at + end.size());
        if (dashes == std::string_view::npos) return out;
        text.remove_prefix(dashes + 5);
    }
}

/// Masks the value after a word. The value begins after quotes, backslashes and blanks. It ends at the next quote,
/// backslash, comma, blank or closing bracket.
std::string mask_after(const std::string& text, std::string_view word, std::size_t shortest) {
    const auto lower = lower_case(text);
    std::string out;
    std::size_t done = 0;
    for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
        const auto value = text.find_first_not_of(" \"'\\", at + word.size());
        if (value == std::string::npos || value < done) continue;
        const auto end = std::min(text.find_first_of("\"'\\, \t}]", value), text.size());
        if (end - value < shortest) continue;
        out.append(text, done, value - done).append(mask);
        done = end;
    }
    return out.append(text, done);
}

bool looks_random(std::string_view run) {
    return run.size() >= key_run && std::ranges::any_of(run, is_upper) && std::ranges::any_of(run, is_lower);
}

std::string mask_runs_from(const std::string& text, std::size_t start) {
    std::string out = text.substr(0, start);
    for (std::size_t at = start; at < text.size();) {
        const auto end = static_cast<std::size_t>(
            std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_base64) - text.begin());
        const auto run = std::string_view(text).substr(at, end - at);
        out.append(looks_random(run) ? mask : run);
        if (end < text.size()) out += text[end];
        at = end + 1;
    }
    return out;
}

/// True for a line of a PEM file or of a base64 dump.
bool is_bare_base64(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return false;
    const auto trimmed = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    return std::ranges::all_of(trimmed, is_base64) && looks_random(trimmed);
}

/// Masks header.payload.signature, each base64url. The header of every JSON web token begins with "eyJ".
std::string mask_web_tokens(const std::string& text) {
    std::string out;
    std::size_t done = 0;
    for (auto at = text.find("eyJ"); at != std::string::npos; at = text.find("eyJ", done)) {
        auto end = at;
        while (end < text.size() && (is_base64(text[end]) || text[end] == '.')) ++end;
        out.append(text, done, at - done);
        const bool is_token = end - at >= key_run;
        out.append(is_token ? mask : std::string_view(text).substr(at, end - at));
        done = end;
    }
    return out.append(text, done);
}

}  // namespace

std::string mask_secrets(std::string_view line) {
    auto text = mask_pem(line);
    if (is_bare_base64(text)) return std::string{mask};
    text = mask_web_tokens(text);
    // Shorter words are no secrets: a log says "invalid bearer token".
    constexpr std::size_t shortest_credential = 8;
    for (const std::string_view scheme : {"bearer ", "authorization: basic "}) {
        text = mask_after(text, scheme, shortest_credential);
    }
    // Matches "secret: x" and "secret=x", quoted or not. "secret x" is not masked, because logs often mention secrets.
    constexpr std::array<std::string_view, 6> names{"secret", "password", "passwd", "token", "key-data", "api-key"};
    for (const auto name : names) {
        for (const std::string_view sign : {":", "=", "\":", "\\\":", "':"}) {
            text = mask_after(text, std::string{name} + std::string{sign}, 1);
        }
    }
    const auto key = lower_case(text).find("key");
    return key == std::string::npos ? text : mask_runs_from(text, key);
}

}  // namespace planekeeper::kubernetes
