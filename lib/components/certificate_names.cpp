#include "components/certificate_names.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/ip.hpp"

namespace planekeeper::kubernetes {

namespace {

/// As Go compares it: in lower case, without the dot at its end.
std::string dns_form(std::string name) {
    if (name.ends_with('.')) name.pop_back();
    std::ranges::transform(name, name.begin(), to_lower);
    return name;
}

bool dns_name_covers(const std::string& pattern, const std::string& name) {
    if (pattern == name) return true;
    if (!pattern.starts_with("*.")) return false;
    const auto dot = name.find('.');
    return dot != std::string::npos && dot > 0 && name.substr(dot) == pattern.substr(1) && !name.starts_with('*');
}

}  // namespace

std::optional<std::string> canonical_address(const std::string& text) {
    const auto address = IpAddress::parse(text);
    return address ? std::optional(address->unmapped().text()) : std::nullopt;
}

bool covers(const model::CertificateFacts& certificate, const std::string& san) {
    if (const auto address = canonical_address(san)) {
        return std::ranges::any_of(certificate.ip_addresses,
                                   [&](const auto& have) { return canonical_address(have) == address; });
    }
    const auto wanted = dns_form(san);
    return std::ranges::any_of(certificate.dns_names,
                               [&](const auto& have) { return dns_name_covers(dns_form(have), wanted); });
}

std::string host_of(std::string_view url) {
    const auto scheme = url.find("://");
    auto rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    rest = rest.substr(0, rest.find('/'));
    if (rest.starts_with('[')) return std::string{rest.substr(1, rest.find(']') - 1)};
    return std::string{rest.substr(0, rest.rfind(':'))};
}

}  // namespace planekeeper::kubernetes
