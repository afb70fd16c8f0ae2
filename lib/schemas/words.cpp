#include "schemas/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/ip.hpp"
#include "facts/quantity.hpp"
#include "schemas/explain.hpp"

namespace planekeeper::schemas {

namespace {

using nlohmann::json;

constexpr std::string_view lower_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";
const std::string lower = std::string(lower_letters) + std::string(digits);
const std::string alphanumeric = fmt::format("{}ABCDEFGHIJKLMNOPQRSTUVWXYZ", lower);
constexpr long long greatest_port = 65535;

[[nodiscard]] bool holds(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

/// True when the text consists of `ends` and `inner` and has one of `ends` at both ends.
[[nodiscard]] bool framed(std::string_view text, const std::string& ends, std::string_view inner) {
    return !text.empty() && holds(text, ends + std::string(inner)) && holds(text.substr(0, 1), ends) &&
           holds(text.substr(text.size() - 1), ends);
}

[[nodiscard]] bool is_label(std::string_view text) {
    constexpr std::size_t longest = 63;
    return text.size() <= longest && framed(text, lower, "-");
}

/// Go's time.ParseDuration without a sign: numbers with units.
[[nodiscard]] std::optional<double> seconds_of(std::string_view text) {
    struct Unit {
        std::string_view name;
        double seconds;
    };
    static constexpr auto units = std::to_array<Unit>({{"ns", 1e-9},
                                                       {"us", 1e-6},
                                                       {"\u00b5s", 1e-6},
                                                       {"\u03bcs", 1e-6},
                                                       {"ms", 1e-3},
                                                       {"s", 1},
                                                       {"m", 60},
                                                       {"h", 3600}});
    if (text == "0") return 0;
    if (text.empty()) return std::nullopt;
    double sum = 0;
    while (!text.empty()) {
        double number = 0;
        const auto* const end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, number, std::chars_format::fixed);
        if (read.ec != std::errc{} || number < 0) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
        const auto name = text.substr(0, text.find_first_of("0123456789."));
        const auto unit = std::ranges::find(units, name, &Unit::name);
        if (unit == units.end()) return std::nullopt;
        sum += number * unit->seconds;
        text.remove_prefix(name.size());
    }
    return sum;
}

[[nodiscard]] bool is_subdomain(std::string_view text) {
    constexpr std::size_t longest = 253;
    if (text.size() > longest) return false;
    while (true) {
        const auto dot = text.find('.');
        if (!framed(text.substr(0, dot), lower, "-")) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

[[nodiscard]] std::string in_range(const json& value, long long least, long long greatest) {
    if (!value.is_number_integer()) return {};
    const bool fits = value >= least && value <= greatest;
    return fits ? "" : fmt::format("{} is not between {} and {}", shown(value), least, greatest);
}

[[nodiscard]] std::string unless(bool fits, const json& value, std::string_view what) {
    return fits ? "" : fmt::format("{} {}", shown(value), what);
}

[[nodiscard]] bool steps_back(std::string_view path) {
    while (true) {
        const auto slash = path.find('/');
        if (path.substr(0, slash) == "..") return true;
        if (slash == std::string_view::npos) return false;
        path.remove_prefix(slash + 1);
    }
}

[[nodiscard]] std::string_view text_of(const json& value) { return value.get_ref<const std::string&>(); }

}  // namespace

std::string not_empty(const json& value) {
    const bool empty = (value.is_string() && text_of(value).empty()) || (value.is_array() && value.empty());
    return empty ? "must not be empty" : "";
}

std::string dns_label(const json& value) {
    if (!value.is_string() || text_of(value).empty()) return {};
    return unless(is_label(text_of(value)), value, "is not a name of at most 63 lower-case letters, digits and '-'");
}

std::string dns_subdomain(const json& value) {
    if (!value.is_string() || text_of(value).empty()) return {};
    return unless(is_subdomain(text_of(value)), value, "is not a name of lower-case letters, digits, '-' and '.'");
}

std::string port_name(const json& value) {
    constexpr std::size_t longest = 15;
    if (!value.is_string() || text_of(value).empty()) return {};
    const auto text = text_of(value);
    const bool fits = text.size() <= longest && framed(text, lower, "-") && text.find("--") == std::string_view::npos &&
                      text.find_first_of(lower_letters) != std::string_view::npos;
    return unless(fits, value,
                  "is not a port's name: at most 15 lower-case letters, digits and '-', one letter at least");
}

std::string port(const json& value) { return in_range(value, 1, greatest_port); }

std::string port_or_zero(const json& value) { return in_range(value, 0, greatest_port); }

std::string port_or_name(const json& value) {
    if (value.is_string() && text_of(value).empty()) return not_empty(value);
    if (value.is_string() && holds(text_of(value), digits)) {
        return fmt::format("{} is a port's name here: remove the quotes", shown(value));
    }
    return value.is_string() ? port_name(value) : port(value);
}

std::string variable_name(const json& value) {
    if (!value.is_string()) return {};
    const auto text = text_of(value);
    const bool fits = !text.empty() && holds(text, fmt::format("{}-._", alphanumeric)) &&
                      !holds(text.substr(0, 1), digits) && text != "." && !text.starts_with("..");
    return unless(fits, value, "is not a variable's name: letters, digits, '-', '_' and '.', no digit in front");
}

std::string not_negative(const json& value) {
    return value.is_number_integer() && value < 0 ? fmt::format("{} is less than 0", shown(value)) : "";
}

std::string positive(const json& value) {
    return value.is_number_integer() && value < 1 ? fmt::format("{} is less than 1", shown(value)) : "";
}

std::string user_id(const json& value) {
    constexpr long long greatest = 2147483647;
    return in_range(value, 0, greatest);
}

std::string no_backsteps(const json& value) {
    if (!value.is_string()) return {};
    if (text_of(value).empty()) return not_empty(value);
    return unless(!steps_back(text_of(value)), value, "must not contain \"..\"");
}

std::string relative_path(const json& value) {
    if (!value.is_string()) return {};
    return unless(!text_of(value).starts_with('/') && !steps_back(text_of(value)), value,
                  "must be a path without '/' in front and without \"..\"");
}

std::string ip_address(const json& value) {
    if (!value.is_string()) return {};
    return unless(IpAddress::parse(text_of(value)).has_value(), value, "is not an IP address");
}

std::string label_key(const json& value) {
    constexpr std::size_t longest = 63;
    if (!value.is_string() || text_of(value).empty()) return {};
    const auto text = text_of(value);
    const auto slash = text.find('/');
    const auto name = slash == std::string_view::npos ? text : text.substr(slash + 1);
    const bool prefix_fits = slash == std::string_view::npos || is_subdomain(text.substr(0, slash));
    const bool fits = prefix_fits && name.size() <= longest && framed(name, alphanumeric, "-_.");
    return unless(fits, value, "is not a key: \"name\" or \"example.org/name\"");
}

std::string label_value(const json& value) {
    constexpr std::size_t longest = 63;
    if (!value.is_string() || text_of(value).empty()) return {};
    const bool fits = text_of(value).size() <= longest && framed(text_of(value), alphanumeric, "-_.");
    return unless(fits, value, "is not a label's value: at most 63 letters, digits, '-', '_' and '.'");
}

std::string quantity_text(const json& value) {
    if (value.is_number()) return value < 0 ? fmt::format("{} is less than 0", shown(value)) : "";
    if (!value.is_string()) return {};
    auto text = text_of(value);
    if (text.starts_with('+')) text.remove_prefix(1);
    return unless(kubernetes::quantity(text).has_value(), value, "is not a quantity such as 500m or 64Mi");
}

std::string https_url(const json& value) {
    if (!value.is_string() || text_of(value).empty()) return {};
    const auto text = text_of(value);
    constexpr std::string_view scheme = "https://";
    if (!text.starts_with(scheme)) return fmt::format("{} does not start with https://", shown(value));
    const auto host = text.substr(scheme.size(), text.find('/', scheme.size()) - scheme.size());
    const bool plain = !host.empty() && !host.contains('@') && text.find_first_of("?# ") == std::string_view::npos;
    return unless(plain, value, "has no host, or a user, query or fragment that no issuer has");
}

std::string go_duration(const json& value) {
    if (!value.is_string()) return {};
    return unless(seconds_of(text_of(value)).has_value(), value, "is not a duration such as 30s or 1h30m");
}

std::string short_duration(const json& value) {
    constexpr double longest = 30;
    if (!value.is_string()) return {};
    const auto seconds = seconds_of(text_of(value));
    return unless(seconds && *seconds > 0 && *seconds <= longest, value, "is not a duration above 0s and up to 30s");
}

std::string pod_security_version(const json& value) {
    if (!value.is_string() || text_of(value).empty() || text_of(value) == "latest") return {};
    constexpr std::string_view major = "v1.";
    const auto text = text_of(value);
    const bool fits = text.starts_with(major) && text.size() > major.size() && holds(text.substr(major.size()), digits);
    return unless(fits, value, "is neither \"latest\" nor a minor such as \"v1.25\"");
}

}  // namespace planekeeper::schemas
