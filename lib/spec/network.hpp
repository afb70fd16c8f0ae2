#pragma once

#include <cstdint>
#include <string>

#include "spec/complaint.hpp"

// Addresses, ranges and URLs. Each check gives the value in its final form: IP addresses in canonical text.

namespace planekeeper::spec {

/// IPv4 or IPv6.
[[nodiscard]] Checked<std::string> ip_address(const std::string& text);
/// An address at which others can reach the node: not unspecified, loopback, link-local or multicast.
[[nodiscard]] Checked<std::string> node_address(const std::string& text);
/// A name or address for a certificate.
[[nodiscard]] Checked<std::string> subject_alternative_name(const std::string& text);

/// --service-cluster-ip-range: a network address with its prefix, of a size that kube-apiserver accepts.
[[nodiscard]] Checked<std::string> service_range(const std::string& text);
/// One range, or two of different families separated by a comma. check_version_conflicts() compares the family of the
/// first with that of the node's address.
[[nodiscard]] Checked<std::string> service_ranges(const std::string& text);
/// Precondition: both passed their checks. `ranges` is one or several, separated by commas.
[[nodiscard]] bool range_contains(const std::string& ranges, const std::string& address);
/// "30000-32767"
[[nodiscard]] Checked<std::string> port_range(const std::string& text);

/// http(s)://HOST:PORT and nothing after the port.
[[nodiscard]] Checked<std::string> etcd_server(const std::string& text);
/// https URL, with an optional path.
[[nodiscard]] Checked<std::string> https_url(const std::string& text);
[[nodiscard]] Checked<std::string> http_or_https_url(const std::string& text);
/// --service-account-issuer: a word, or (with a ':') a URL.
[[nodiscard]] Checked<std::string> token_issuer(const std::string& text);
/// unix:///path
[[nodiscard]] Checked<std::string> unix_endpoint(const std::string& text);

/// "https://ADDRESS:PORT", with brackets around an IPv6 address.
[[nodiscard]] std::string https_server(const std::string& address, std::uint16_t port);

}  // namespace planekeeper::spec
