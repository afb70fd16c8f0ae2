#include "components/certificate_names.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/ip.hpp"

namespace planekeeper::kubernetes {

namespace {

bool dns_name_covers(const std::string& pattern, const std::string& name) {
    if (pattern == name) return true;
    if (!pattern.starts_with("*.")) return false;
    const auto dot = name.find('.');
    return dot != std::string::npos && dot > 0 && name.substr(dot) == pattern.substr(1) && !name.starts_with('*');
}

}  // namespace

std::string canonical_host(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    if (const auto address = IpAddress::parse(host)) return address->unmapped().text();
    std::string name(host);
    std::ranges::transform(name, name.begin(), to_lower);
    return name;
}

bool covers(const model::CertificateFacts& certificate, const std::string& san) {
    const auto wanted = canonical_host(san);
    if (IpAddress::parse(wanted)) {
        return std::ranges::any_of(certificate.ip_addresses,
                                   [&](const auto& have) { return canonical_host(have) == wanted; });
    }
    return std::ranges::any_of(certificate.dns_names,
                               [&](const auto& have) { return dns_name_covers(canonical_host(have), wanted); });
}

}  // namespace planekeeper::kubernetes
