#include "spec/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <vector>

#include "facts/quantity.hpp"
#include "facts/version_facts.hpp"
#include "spec/findings.hpp"

namespace planekeeper::spec {

namespace {

/// A decimal number without sign, padding and blanks.
[[nodiscard]] std::optional<int> number(std::string_view text) {
    int result = 0;
    const bool digits =
        !text.empty() && std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
    const bool padded = text.size() > 1 && text.front() == '0';
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (!digits || padded || error != std::errc{}) return std::nullopt;
    return result;
}

/// A release as the project names them: nothing appended, no padding.
[[nodiscard]] std::optional<model::KubernetesVersion> release(const std::string& text) {
    const auto version = model::version_from(text);
    return version && model::to_string(*version) == text ? version : std::nullopt;
}

}  // namespace

Checked<model::KubernetesVersion> kubernetes_version(const std::string& text) {
    const auto version = release(text);
    if (!version) {
        const bool forgot_v = release(fmt::format("v{}", text)).has_value();
        return refuse(fmt::format("{} is not a release of Kubernetes", quoted(text)),
                      forgot_v ? fmt::format("write v{}", text) : "as in v1.20.1");
    }
    if (kubernetes::supported(*version)) return *version;
    return refuse(fmt::format("Kubernetes {} is not supported", text),
                  fmt::format("supported: {}", kubernetes::supported_versions()));
}

Checked<std::chrono::days> days(const std::string& text) {
    constexpr int greatest_days = 36500;
    const std::string hint = "whole days, as in 365d or 8760h";
    if (text.empty() || (text.back() != 'd' && text.back() != 'h'))
        return refuse(fmt::format("{} is not a duration", quoted(text)), hint);
    const auto count = number(std::string_view(text).substr(0, text.size() - 1));
    if (!count) return refuse(fmt::format("{} is not a duration", quoted(text)), hint);
    if (text.back() == 'h' && *count % 24 != 0)
        return refuse(fmt::format("{} is not a number of whole days", quoted(text)), hint);
    const int result = text.back() == 'h' ? *count / 24 : *count;
    if (result < 1 || result > greatest_days)
        return refuse(fmt::format("{} is out of range", quoted(text)), "from 1d to 36500d");
    return std::chrono::days{result};
}

Checked<std::string> cpu_quantity(const std::string& text) {
    const auto value = kubernetes::quantity(text);
    if (!value) return refuse(fmt::format("{} is not an amount of CPU", quoted(text)), "as in 500m or 1");
    if (*value <= 0) return refuse("no CPU at all", "as in 500m or 1");
    return text;
}

Checked<std::string> memory_quantity(const std::string& text) {
    constexpr long double mebibyte = 1024.0L * 1024.0L;
    const auto value = kubernetes::quantity(text);
    if (!value) return refuse(fmt::format("{} is not an amount of memory", quoted(text)), "as in 384Mi");
    if (*value < mebibyte)
        return refuse(fmt::format("{} is less than 1 MiB", quoted(text)), "as in 384Mi; \"m\" means thousandths");
    return text;
}

Checked<std::string> sha512(const std::string& text) {
    constexpr std::size_t length = 128;
    const bool hex = std::ranges::all_of(text, [](unsigned char letter) { return std::isxdigit(letter) != 0; });
    if (text.size() != length || !hex) {
        return refuse(fmt::format("not a SHA-512 digest: {} characters{}", text.size(),
                                  hex ? "" : ", not all of them hexadecimal"),
                      "128 hexadecimal characters, as sha512sum prints");
    }
    std::string result = text;
    std::ranges::transform(result, result.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return result;
}

Checked<std::string> timeout_text(const std::string& text) {
    const auto digits = text.find_first_not_of("0123456789");
    const std::string unit = digits == std::string::npos ? "" : text.substr(digits);
    const bool known = unit == "ms" || unit == "s" || unit == "m";
    const bool positive = text.substr(0, digits).find_first_not_of('0') != std::string::npos;
    if (known && positive && digits > 0 && digits < 6) return text;
    return refuse(fmt::format("{} is not a timeout", quoted(text)), "write 3s or 500ms");
}

}  // namespace planekeeper::spec
