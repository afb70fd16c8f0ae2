#include "components/key_material.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/ip.hpp"
#include "base/url.hpp"
#include "components/certificate_names.hpp"
#include "components/component_row.hpp"
#include "components/key_files.hpp"
#include "components/material_row.hpp"
#include "components/origins.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;
using model::FileRole;

std::vector<MaterialFile> pair_of_files(const DesiredState& desired, PkiFile key, PkiFile certificate) {
    return {{FileRole::key, pki_file(desired, key), secret_mode},
            {FileRole::certificate, pki_file(desired, certificate), public_mode}};
}

bool is_external(const DesiredState& desired) { return desired.pki.mode == model::PkiMode::external; }

std::vector<MaterialFile> files_of_authority(const DesiredState& desired) {
    auto files = pair_of_files(desired, PkiFile::authority_key, PkiFile::authority_certificate);
    // Whoever runs the authority elsewhere keeps its key there.
    if (is_external(desired)) files.erase(files.begin());
    return files;
}

/// etcd that is reached with the node's own authority: in the seed it serves with the API server's very pair.
std::vector<std::string> hosts_of_etcd(const DesiredState& desired) {
    std::vector<std::string> hosts;
    if (is_external(desired) || desired.etcd.ca_file != pki_file(desired, PkiFile::authority_certificate)) return hosts;
    for (const auto& server : desired.etcd.servers) {
        if (const auto url = Url::parse(server); url && url->scheme == "https") hosts.emplace_back(url->host);
    }
    return hosts;
}

model::CertificateProfile profile_of_authority(const DesiredState& desired) {
    return {.common_name = "kubernetes-ca", .validity = desired.pki.authority_validity};
}

/// One pair serves the API and is the client of etcd, kubelet and webhook, as in the seed.
model::CertificateProfile profile_of_server(const DesiredState& desired) {
    return {.common_name = "kubernetes",
            .organizations = {"Kubernetes"},
            .names_in_use = hosts_of_etcd(desired),
            .server_auth = true,
            .client_auth = true,
            .validity = desired.pki.certificate_validity};
}

/// The certificate only carries the public key; nobody looks at its dates, so they are the authority's.
model::CertificateProfile profile_of_service_account(const DesiredState& desired) {
    return {
        .common_name = "service-accounts", .organizations = {"Kubernetes"}, .validity = desired.pki.authority_validity};
}

model::CertificateProfile profile_of_admin(const DesiredState& desired) {
    return {.common_name = "kubernetes-admin",
            .organizations = {"system:masters"},
            .client_auth = true,
            .validity = desired.pki.certificate_validity};
}

KubeconfigProfile kubeconfig_profile_of_admin(const DesiredState& desired) {
    return {
        .server = desired.admin_kubeconfig->server, .field = "spec.adminKubeconfig.server", .of_administrator = true};
}

/// The authority first: the checks of the others need it.
constexpr std::array node_rows{
    MaterialRow{.name = authority_item,
                .field = "spec.pki.directory",
                .type = MaterialType::authority,
                .authority = authority_item,
                .ownership = Ownership::cluster,
                .renewal = Renewal::never,
                .in_pki_directory = true,
                .files = files_of_authority,
                .profile = profile_of_authority},
    MaterialRow{.name = server_item,
                .field = "spec.pki.directory",
                .type = MaterialType::leaf,
                .authority = authority_item,
                .ownership = Ownership::node,
                .renewal = Renewal::before_end,
                .in_pki_directory = true,
                .files =
                    [](const DesiredState& desired) {
                        return pair_of_files(desired, PkiFile::server_key, PkiFile::server_certificate);
                    },
                .profile = profile_of_server,
                .names = server_names},
    // This key signs every token in the cluster.
    MaterialRow{.name = service_account_item,
                .field = "spec.pki.directory",
                .type = MaterialType::service_account,
                .authority = authority_item,
                .ownership = Ownership::cluster,
                .renewal = Renewal::never,
                .in_pki_directory = true,
                .files =
                    [](const DesiredState& desired) {
                        return pair_of_files(desired, PkiFile::service_account_key,
                                             PkiFile::service_account_certificate);
                    },
                .profile = profile_of_service_account},
    // Stored secrets need this file.
    MaterialRow{.name = encryption_item,
                .field = "spec.encryption.file",
                .type = MaterialType::encryption_config,
                .authority = {},
                .ownership = Ownership::cluster,
                .renewal = Renewal::never,
                .declared = [](const DesiredState& desired) { return desired.encryption.has_value(); },
                .files =
                    [](const DesiredState& desired) {
                        return std::vector<MaterialFile>{{FileRole::document, desired.encryption->file, secret_mode}};
                    }},
    MaterialRow{.name = admin_item,
                .field = "spec.adminKubeconfig.file",
                .type = MaterialType::kubeconfig,
                .authority = authority_item,
                .ownership = Ownership::node,
                .renewal = Renewal::before_end,
                .declared = [](const DesiredState& desired) { return desired.admin_kubeconfig.has_value(); },
                .files =
                    [](const DesiredState& desired) {
                        const auto& path = desired.admin_kubeconfig->file;
                        return std::vector<MaterialFile>{{FileRole::document, path, secret_mode}};
                    },
                .profile = profile_of_admin,
                .kubeconfig = kubeconfig_profile_of_admin},
};

MaterialItem item_of(const MaterialRow& row, const DesiredState& desired) {
    MaterialItem item{.name = std::string{row.name},
                      .field = row.field,
                      .type = row.type,
                      .authority = row.authority,
                      .ownership = row.ownership,
                      .renewal = row.renewal,
                      .files = row.files(desired),
                      .reader = row.reader,
                      .external = row.in_pki_directory && is_external(desired)};
    if (row.profile != nullptr) item.profile = row.profile(desired);
    if (row.names != nullptr) item.names = row.names(desired);
    item.profile.sans = parts_of(item.names);
    if (row.kubeconfig != nullptr) item.kubeconfig = row.kubeconfig(desired);
    if (row.type == MaterialType::encryption_config) item.server = encryption_config_server(desired);
    return item;
}

}  // namespace

bool irreplaceable(const MaterialItem& item) noexcept { return item.ownership == Ownership::cluster; }

std::vector<MaterialItem> material_items(const DesiredState& desired) {
    std::vector<MaterialItem> items;
    const auto add = [&](std::span<const MaterialRow> rows) {
        for (const auto& row : rows) {
            if (row.declared == nullptr || row.declared(desired)) items.push_back(item_of(row, desired));
        }
    };
    add(node_rows);
    for (const auto* component : declared_rows(desired)) add(component->materials);
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
