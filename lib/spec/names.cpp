#include "spec/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "spec/findings.hpp"

namespace planekeeper::spec {

namespace {

constexpr std::string_view digits = "0123456789";

[[nodiscard]] bool lower_or_digit(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}
[[nodiscard]] bool letter_or_digit(char letter) { return lower_or_digit(letter) || (letter >= 'A' && letter <= 'Z'); }

/// Only letters, digits and the characters of `others`.
[[nodiscard]] bool made_of(std::string_view text, std::string_view others) {
    return std::ranges::all_of(text, [&](char letter) { return letter_or_digit(letter) || others.contains(letter); });
}

[[nodiscard]] bool dns_label(std::string_view label) {
    constexpr std::size_t longest_label = 63;
    return !label.empty() && label.size() <= longest_label && lower_or_digit(label.front()) &&
           lower_or_digit(label.back()) &&
           std::ranges::all_of(label, [](char letter) { return lower_or_digit(letter) || letter == '-'; });
}

/// True when `check` holds for every part between separators.
template <class Check>
[[nodiscard]] bool each_part(std::string_view text, char separator, Check check) {
    while (true) {
        const auto end = text.find(separator);
        if (!check(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

[[nodiscard]] bool has_upper_case(std::string_view text) {
    return std::ranges::any_of(text, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

[[nodiscard]] std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// Mounting one of these over the container's own would hide the program or show it far too much of the node.
[[nodiscard]] bool system_directory(std::string_view path) {
    constexpr std::array names{"/",         "/bin", "/boot",    "/dev",     "/etc",     "/home",      "/lib",
                               "/lib64",    "/opt", "/proc",    "/root",    "/run",     "/sbin",      "/srv",
                               "/sys",      "/tmp", "/usr",     "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin",
                               "/usr/sbin", "/var", "/var/lib", "/var/log", "/var/run"};
    return std::ranges::find(names, path) != names.end();
}

}  // namespace

bool valid_dns_name(const std::string& text) {
    constexpr std::size_t longest_name = 253;
    return !text.empty() && text.size() <= longest_name && each_part(text, '.', dns_label);
}

Checked<std::string> node_name(const std::string& text) {
    if (valid_dns_name(text)) return text;
    return refuse(fmt::format("{} is not a node name", quoted(text)),
                  has_upper_case(text) ? "write it in lower case, as in kubectl get nodes"
                                       : "use a-z, 0-9, '-' and '.', as in kubectl get nodes");
}

Checked<std::string> dns_name(const std::string& text) {
    if (valid_dns_name(text.starts_with("*.") ? text.substr(2) : text)) return text;
    return refuse(fmt::format("{} is not a DNS name", quoted(text)), "use a-z, 0-9, '-' and '.'");
}

Checked<std::string> absolute_path(const std::string& text) {
    constexpr std::size_t longest_path = 1024;
    if (!text.starts_with('/'))
        return refuse(fmt::format("{} is not an absolute path", quoted(text)), "start it with /");
    if (text.size() > longest_path) return refuse("the path is too long", "1024 characters at most");
    if (!made_of(text, "/._@+=,~-")) {
        return refuse(fmt::format("{} has a character that paths here cannot have", quoted(text)),
                      "use letters, digits and /._@+=,~-");
    }
    if (text == "/") return text;
    const bool plain = each_part(std::string_view(text).substr(1), '/',
                                 [](std::string_view part) { return !part.empty() && part != "." && part != ".."; });
    if (!plain) {
        return refuse(fmt::format("{} is not a plain path", quoted(text)),
                      "write it without \"..\", \".\", \"//\" and a '/' at its end");
    }
    return text;
}

Checked<std::string> written_file(const std::string& text) {
    auto path = absolute_path(text);
    const bool in_a_home = path && (path->starts_with("/home/") || path->starts_with("/root/"));
    if (in_a_home) {
        return refuse(fmt::format("{} is in a home directory, which the daemon does not see", quoted(text)),
                      "write it below /etc/planekeeper and link or copy it from there");
    }
    return path;
}

Checked<std::string> own_directory(const std::string& text) {
    auto path = written_file(text);
    if (path && system_directory(*path)) {
        return refuse(fmt::format("{} is a directory of the system", quoted(text)),
                      "give these files a directory of their own");
    }
    return path;
}

Checked<std::string> mounted_file(const std::string& text) {
    auto path = absolute_path(text);
    if (path && (*path == "/" || system_directory(parent_of(*path)))) {
        return refuse(fmt::format("{} lies in a directory of the system", quoted(text)),
                      "its directory is mounted as a whole: put the file into a directory of its own");
    }
    return path;
}

Checked<std::string> file_in_own_directory(const std::string& text) {
    auto path = written_file(text);
    return path ? mounted_file(text) : path;
}

Checked<std::string> manifest_file_name(const std::string& text) {
    constexpr std::size_t longest_name = 200;
    if (text.contains('/')) return refuse(fmt::format("{} is a path", quoted(text)), "write the file name only");
    if (text.starts_with('.'))
        return refuse(fmt::format("{} starts with a dot", quoted(text)), "the kubelet would not read it");
    if (!text.ends_with(".yaml") && !text.ends_with(".yml")) {
        return refuse(fmt::format("{} is not the name of a manifest", quoted(text)), "end it with .yaml");
    }
    if (text.size() > longest_name || text.contains("..") || !made_of(text, "._-")) {
        return refuse(fmt::format("{} is not a plain file name", quoted(text)),
                      "use letters, digits, '.', '_' and '-'");
    }
    return text;
}

Checked<std::string> program(const std::string& text) {
    if (text.starts_with('/')) return absolute_path(text);
    if (!text.empty() && made_of(text, "._+-") && letter_or_digit(text.front())) return text;
    return refuse(fmt::format("{} is not a program", quoted(text)), "write its name or its absolute path");
}

Checked<std::string> flag_name(const std::string& text) {
    if (text.starts_with('-'))
        return refuse(fmt::format("{} starts with a dash", quoted(text)), "write the flag's name without dashes");
    const bool fits =
        !text.empty() && std::ranges::all_of(text, [](char letter) { return lower_or_digit(letter) || letter == '-'; });
    if (fits) return text;
    return refuse(fmt::format("{} is not the name of a flag", quoted(text)),
                  "as in max-requests-inflight: a-z, 0-9 and '-'");
}

Checked<std::string> extra_flag(const std::string& text) {
    constexpr std::size_t dashes = 2;
    if (text.starts_with("--") && flag_name(text.substr(dashes, text.find('=') - dashes)).has_value()) return text;
    return refuse(fmt::format("{} is not a flag", quoted(text)), "one item for name and value, as in --name=value");
}

Checked<std::string> camel_case_name(const std::string& text) {
    const bool fits =
        !text.empty() && letter_or_digit(text.front()) && !digits.contains(text.front()) && made_of(text, "");
    if (fits) return text;
    return refuse(fmt::format("{} is not a name", quoted(text)), "letters and digits only, one name per item");
}

Checked<std::string> api_group_version(const std::string& text) {
    const auto slash = text.find('/');
    const bool fits = slash != std::string::npos && valid_dns_name(text.substr(0, slash)) &&
                      each_part(std::string_view(text).substr(slash + 1), '/',
                                [](std::string_view part) { return !part.empty() && made_of(part, "-"); });
    if (fits) return text;
    return refuse(fmt::format("{} is not an API", quoted(text)), "as in authentication.k8s.io/v1beta1 or api/all");
}

Checked<std::string> label_value(const std::string& text) {
    constexpr std::size_t longest_value = 63;
    const bool fits = text.empty() || (text.size() <= longest_value && letter_or_digit(text.front()) &&
                                       letter_or_digit(text.back()) && made_of(text, "._-"));
    if (fits) return text;
    return refuse(fmt::format("{} is not a label value", quoted(text)), "63 letters, digits, '.', '_' and '-' at most");
}

Checked<std::string> qualified_name(const std::string& text) {
    const auto slash = text.find('/');
    const bool prefix = slash == std::string::npos || valid_dns_name(text.substr(0, slash));
    const std::string name = slash == std::string::npos ? text : text.substr(slash + 1);
    if (prefix && !name.empty() && label_value(name).has_value()) return text;
    return refuse(fmt::format("{} is not a key", quoted(text)), "as in node-role.kubernetes.io/master");
}

Checked<std::string> list_word(const std::string& text) {
    if (!text.empty() && !text.contains(',') && !text.contains(' ')) return text;
    return refuse(fmt::format("{} is not a single word", quoted(text)), "one list item for each, without commas");
}

}  // namespace planekeeper::spec
