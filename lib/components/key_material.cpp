#include "components/key_material.hpp"

#include <algorithm>

#include "base/ip.hpp"
#include "base/url.hpp"
#include "components/certificate_names.hpp"
#include "components/component_row.hpp"
#include "components/origins.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::uint32_t public_mode = 0644;
constexpr std::uint32_t secret_mode = 0600;

std::vector<MaterialFile> pair_of_files(const std::string& key, const std::string& certificate) {
    return {{"key", key, secret_mode}, {"certificate", certificate, public_mode}};
}

MaterialItem authority(const model::DesiredState& desired) {
    const auto& pki = desired.pki;
    MaterialItem item{.name = std::string{authority_item},
                      .field = "spec.pki.directory",
                      .type = MaterialType::authority,
                      .files = pair_of_files(pki.directory + "/ca-key.pem", pki.directory + "/ca.pem"),
                      .profile = {.common_name = "kubernetes-ca", .validity = pki.authority_validity},
                      .external = pki.mode == model::PkiMode::external};
    // Whoever runs the authority elsewhere keeps its key there.
    if (item.external) item.files.erase(item.files.begin());
    return item;
}

/// etcd that is reached with the node's own authority: in the seed it serves with the API server's very pair.
std::vector<std::string> hosts_of_etcd(const model::DesiredState& desired) {
    std::vector<std::string> hosts;
    if (desired.pki.mode == model::PkiMode::external || desired.etcd.ca_file != desired.pki.directory + "/ca.pem")
        return hosts;
    for (const auto& server : desired.etcd.servers) {
        if (const auto url = Url::parse(server); url && url->scheme == "https") hosts.emplace_back(url->host);
    }
    return hosts;
}

MaterialItem server(const model::DesiredState& desired) {
    const auto& pki = desired.pki;
    auto names = server_names(desired);
    return {.name = std::string{server_item},
            .field = "spec.pki.directory",
            .type = MaterialType::leaf,
            .files = pair_of_files(pki.directory + "/kubernetes-key.pem", pki.directory + "/kubernetes.pem"),
            // One pair serves the API and is the client of etcd, kubelet and webhook, as in the seed.
            .profile = {.common_name = "kubernetes",
                        .organizations = {"Kubernetes"},
                        .sans = parts_of(names),
                        .names_in_use = hosts_of_etcd(desired),
                        .server_auth = true,
                        .client_auth = true,
                        .validity = pki.certificate_validity},
            .names = std::move(names),
            .external = pki.mode == model::PkiMode::external};
}

MaterialItem service_account(const model::DesiredState& desired) {
    const auto& pki = desired.pki;
    // The certificate only carries the public key; nobody looks at its dates, so they are the authority's.
    return {.name = std::string{service_account_item},
            .field = "spec.pki.directory",
            .type = MaterialType::service_account,
            .files = pair_of_files(pki.directory + "/service-account-key.pem", pki.directory + "/service-account.pem"),
            .profile = {.common_name = "service-accounts",
                        .organizations = {"Kubernetes"},
                        .validity = pki.authority_validity},
            .external = pki.mode == model::PkiMode::external};
}

}  // namespace

bool irreplaceable(MaterialType type) noexcept {
    return type == MaterialType::authority || type == MaterialType::service_account ||
           type == MaterialType::encryption_config;
}

std::vector<MaterialItem> material_items(const model::DesiredState& desired) {
    std::vector<MaterialItem> items{authority(desired), server(desired), service_account(desired)};
    if (desired.encryption) {
        items.push_back({.name = std::string{encryption_item},
                         .field = "spec.encryption.file",
                         .type = MaterialType::encryption_config,
                         .files = {{"document", desired.encryption->file, secret_mode}},
                         .server = encryption_config_server(desired)});
    }
    if (desired.admin_kubeconfig) {
        items.push_back({.name = std::string{admin_item},
                         .field = "spec.adminKubeconfig.file",
                         .type = MaterialType::kubeconfig,
                         .files = {{"document", desired.admin_kubeconfig->file, secret_mode}},
                         .profile = {.common_name = "kubernetes-admin",
                                     .organizations = {"system:masters"},
                                     .client_auth = true,
                                     .validity = desired.pki.certificate_validity},
                         .kubeconfig = KubeconfigProfile{.server = desired.admin_kubeconfig->server,
                                                         .field = "spec.adminKubeconfig.server",
                                                         .of_administrator = true}});
    }
    for (const auto* row : declared_rows(desired))
        std::ranges::move(row->materials(desired), std::back_inserter(items));
    return items;
}

std::string first_service_address(std::string_view cidr) {
    const auto base = IpAddress::parse(cidr.substr(0, cidr.find('/')));
    return base ? base->next().text() : std::string{};
}

std::vector<std::string> service_addresses(std::string_view ranges) {
    std::vector<std::string> addresses;
    while (true) {
        const auto comma = ranges.find(',');
        addresses.push_back(first_service_address(ranges.substr(0, comma)));
        if (comma == std::string_view::npos) return addresses;
        ranges.remove_prefix(comma + 1);
    }
}

Items server_names(const model::DesiredState& desired) {
    Items names{{desired.node_name, from_field("metadata.name")}};
    for (const char* name :
         {"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}) {
        names.push_back({name, from_choice("pods reach the API by the service of this name")});
    }
    for (auto& address : service_addresses(desired.apiserver.service_cluster_ip_range)) {
        names.push_back({std::move(address), from_field("spec.apiserver.serviceClusterIPRange")});
    }
    names.push_back({desired.address, from_field("spec.address")});
    for (const char* name : {"127.0.0.1", "localhost"}) {
        names.push_back({name, from_choice("planekeeper and others on this node ask it there")});
    }
    for (std::size_t index = 0; index < desired.pki.extra_sans.size(); ++index) {
        names.push_back({desired.pki.extra_sans[index], from_item("spec.pki.extraSANs", index)});
    }
    Items unique;
    for (auto& name : names) {
        if (std::ranges::find(unique, name.part, &model::Cause::part) == unique.end())
            unique.push_back(std::move(name));
    }
    return unique;
}

}  // namespace planekeeper::kubernetes
