#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/ip.hpp"
#include "base/url.hpp"
#include "components/certificate_names.hpp"
#include "components/key_material.hpp"
#include "components/origins.hpp"
#include "components/render.hpp"
#include "text/yaml.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;

constexpr std::uint16_t https_port = 443;

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
    return text::yaml_text({{"apiVersion", "v1"},
                            {"kind", "Config"},
                            {"clusters", ordered_json::array({cluster})},
                            {"users", ordered_json::array({user})},
                            {"contexts", ordered_json::array({entry})},
                            {"current-context", "webhook"}});
}

bool references_itself(const model::DesiredState& desired) {
    if (!desired.authorization_webhook) return false;
    const auto url = Url::parse(desired.authorization_webhook->server);
    if (!url || url->host.empty()) return false;
    const auto host = canonical_host(url->host);
    const auto port = url->port_or(https_port);
    const auto is_its_name = [&](const std::string& name) { return canonical_host(name) == host; };
    const bool on_its_port = port == desired.apiserver.port;
    // Names of the certificate are names of this server; the kubernetes service leads here from port 443.
    const bool on_service_port = port == https_port;
    if (on_its_port && (is_this_host(host) || is_its_name(desired.apiserver.bind_address))) return true;
    if (on_its_port && std::ranges::any_of(parts_of(server_names(desired)), is_its_name)) return true;
    return on_service_port &&
           (host == "kubernetes" || host.starts_with("kubernetes.default") ||
            std::ranges::any_of(service_addresses(desired.apiserver.service_cluster_ip_range), is_its_name));
}

}  // namespace planekeeper::kubernetes
