#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "spec/findings.hpp"
#include "spec/names.hpp"

// Names of images by the grammar of github.com/distribution/reference, which docker, buildah and the runtimes share.

namespace planekeeper::spec {

namespace {

constexpr std::size_t longest_name = 255;

[[nodiscard]] bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
[[nodiscard]] bool is_lower(char letter) { return (letter >= 'a' && letter <= 'z') || is_digit(letter); }
[[nodiscard]] bool is_word(char letter) {
    return is_lower(letter) || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

/// Lower-case letters and digits, between them one '.', one or two '_', or any number of '-'.
[[nodiscard]] bool path_component(std::string_view text) {
    if (text.empty() || !is_lower(text.front()) || !is_lower(text.back())) return false;
    for (std::size_t at = 0; at < text.size();) {
        if (is_lower(text[at])) {
            ++at;
            continue;
        }
        const auto end = std::min(text.find_first_not_of(text[at], at), text.size());
        const std::size_t most = text[at] == '-' ? text.size() : text[at] == '_' ? 2 : text[at] == '.' ? 1 : 0;
        if (end - at > most || !is_lower(text[end])) return false;
        at = end;
    }
    return true;
}

/// A host name, in whatever case, with an optional port.
[[nodiscard]] bool domain(std::string_view text) {
    const auto colon = text.find(':');
    if (colon != std::string_view::npos) {
        const auto port = text.substr(colon + 1);
        if (port.empty() || port.size() > 5 || !std::ranges::all_of(port, is_digit)) return false;
        text = text.substr(0, colon);
    }
    const auto letter_or_digit = [](char letter) { return is_word(letter) && letter != '_'; };
    for (bool more = true; more;) {
        const auto dot = text.find('.');
        const auto label = text.substr(0, dot);
        more = dot != std::string_view::npos;
        text.remove_prefix(more ? dot + 1 : text.size());
        if (label.empty() || !letter_or_digit(label.front()) || !letter_or_digit(label.back())) return false;
        if (!std::ranges::all_of(label, [&](char each) { return letter_or_digit(each) || each == '-'; })) return false;
    }
    return true;
}

/// What stands before the first '/' is a host when it could be nothing else.
[[nodiscard]] bool is_domain(std::string_view first) {
    const auto upper = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
    return first.find_first_of(".:") != std::string_view::npos || first == "localhost" ||
           std::ranges::any_of(first, upper);
}

[[nodiscard]] bool image_name(std::string_view text) {
    if (text.empty() || text.size() > longest_name) return false;
    const auto slash = text.find('/');
    if (slash != std::string_view::npos && is_domain(text.substr(0, slash))) {
        if (!domain(text.substr(0, slash))) return false;
        text.remove_prefix(slash + 1);
    }
    while (true) {
        const auto end = text.find('/');
        if (!path_component(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

[[nodiscard]] bool image_tag(std::string_view text) {
    constexpr std::size_t longest_tag = 128;
    return !text.empty() && text.size() <= longest_tag && is_word(text.front()) &&
           std::ranges::all_of(text, [](char letter) { return is_word(letter) || letter == '.' || letter == '-'; });
}

/// Those that registries have; each has its length.
[[nodiscard]] bool image_digest(std::string_view text) {
    const std::size_t wanted = text.starts_with("sha256:") ? 64 : text.starts_with("sha512:") ? 128 : 0;
    const auto hex = text.substr(std::min(text.size(), text.find(':') + 1));
    return wanted != 0 && hex.size() == wanted &&
           std::ranges::all_of(hex, [](char letter) { return is_digit(letter) || (letter >= 'a' && letter <= 'f'); });
}

}  // namespace

Checked<std::string> image_repository(const std::string& text) {
    const auto slash = text.rfind('/');
    const std::string_view last = std::string_view(text).substr(slash == std::string::npos ? 0 : slash + 1);
    if (last.contains(':') || text.contains('@')) {
        return refuse(fmt::format("{} has a tag or digest", quoted(text)),
                      "write the name only; planekeeper adds a tag per content");
    }
    if (image_name(text)) return text;
    return refuse(fmt::format("{} is not an image name", quoted(text)),
                  "as in localhost/k8s-kube-apiserver, in lower case");
}

Checked<std::string> image_reference(const std::string& text) {
    std::string_view name = text;
    bool fits = true;
    if (const auto at = name.find('@'); at != std::string_view::npos) {
        fits = image_digest(name.substr(at + 1));
        name = name.substr(0, at);
    }
    const auto slash = name.rfind('/');
    if (const auto colon = name.find(':', slash == std::string_view::npos ? 0 : slash);
        colon != std::string_view::npos) {
        fits = fits && image_tag(name.substr(colon + 1));
        name = name.substr(0, colon);
    }
    if (fits && image_name(name)) return text;
    return refuse(fmt::format("{} is not an image", quoted(text)), "\"scratch\", or as in docker.io/arm64v8/debian:12");
}

}  // namespace planekeeper::spec
