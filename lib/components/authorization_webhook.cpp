#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/ip.hpp"
#include "components/key_material.hpp"
#include "components/origins.hpp"
#include "components/render.hpp"
#include "components/yaml_writer.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;

constexpr std::uint16_t https_port = 443;

struct WebhookPeer {
    std::string host;
    std::uint16_t port = https_port;
};

/// One spelling per host: lower case, no final dot, IP addresses in their shortest form, IPv4 out of its IPv6 form.
std::string canonical_host(std::string_view host) {
    std::string name(host);
    std::ranges::transform(name, name.begin(), to_lower);
    if (name.ends_with('.')) name.pop_back();
    const auto address = IpAddress::parse(name);
    return address ? address->unmapped().text() : name;
}

/// Host and port of a URL; an empty host when it is none.
WebhookPeer endpoint_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    auto authority = url.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
    std::string_view host = authority;
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto end = std::min(authority.find(']'), authority.size());
        host = authority.substr(1, end - 1);
        port = authority.substr(std::min(end + 1, authority.size()));
    } else if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon);
    }
    WebhookPeer endpoint{canonical_host(host), https_port};
    if (port.size() > 1) std::from_chars(port.data() + 1, port.data() + port.size(), endpoint.port);
    return endpoint;
}

bool is_this_host(const std::string& host) {
    const auto address = IpAddress::parse(host);
    return address ? address->is_loopback() || address->is_unspecified()
                   : host == "localhost" || host.ends_with(".localhost");
}

}  // namespace

std::string authorization_webhook_config(const model::DesiredState& desired) {
    const auto& webhook = *desired.authorization_webhook;
    const ordered_json cluster{
        {"name", "kubernetes"},
        {"cluster", {{"certificate-authority", webhook.certificate_authority}, {"server", webhook.server}}}};
    const ordered_json user{
        {"name", "api-server-webhook"},
        {"user", {{"client-certificate", webhook.client_certificate}, {"client-key", webhook.client_key}}}};
    const ordered_json entry{{"name", "webhook"},
                             {"context", {{"cluster", "kubernetes"}, {"user", "api-server-webhook"}}}};
    return yaml_text({{"apiVersion", "v1"},
                      {"kind", "Config"},
                      {"clusters", ordered_json::array({cluster})},
                      {"users", ordered_json::array({user})},
                      {"contexts", ordered_json::array({entry})},
                      {"current-context", "webhook"}});
}

bool references_itself(const model::DesiredState& desired) {
    if (!desired.authorization_webhook) return false;
    const auto endpoint = endpoint_of(desired.authorization_webhook->server);
    if (endpoint.host.empty()) return false;
    const auto is_its_name = [&](const std::string& name) { return canonical_host(name) == endpoint.host; };
    const bool on_its_port = endpoint.port == desired.apiserver.port;
    // Names of the certificate are names of this server; the kubernetes service leads here from port 443.
    const bool on_service_port = endpoint.port == https_port;
    if (on_its_port && (is_this_host(endpoint.host) || is_its_name(desired.apiserver.bind_address))) return true;
    if (on_its_port && std::ranges::any_of(parts_of(server_names(desired)), is_its_name)) return true;
    return on_service_port &&
           (endpoint.host == "kubernetes" || endpoint.host.starts_with("kubernetes.default") ||
            std::ranges::any_of(service_addresses(desired.apiserver.service_cluster_ip_range), is_its_name));
}

}  // namespace planekeeper::kubernetes
