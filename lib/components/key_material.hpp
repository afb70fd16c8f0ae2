#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "components/encryption_reading.hpp"
#include "model/desired_state.hpp"
#include "model/file_role.hpp"
#include "model/origin.hpp"
#include "model/plan.hpp"

// The keys, certificates and other secrets on an API server's node, with their paths and required contents. Names and
// paths come from the seed.

namespace planekeeper::kubernetes {

enum class MaterialType {
    authority,
    service_account,
    encryption_config,
    leaf,
    kubeconfig,  ///< a leaf inside a kubeconfig
};

enum class Ownership {
    node,     ///< only this node depends on the item
    cluster,  ///< other nodes, tokens or stored objects depend on the item, too
};

enum class Renewal {
    never,
    before_end,  ///< before the certificate ends, while the item is in use
};

struct MaterialFile {
    model::FileRole role = model::FileRole::document;
    std::string path;
    std::uint32_t mode = 0600;
    friend bool operator==(const MaterialFile&, const MaterialFile&) = default;
};

/// The contents of a kubeconfig besides its client certificate.
struct KubeconfigProfile {
    std::string server;
    std::string_view field;         ///< the field of the desired state that decides the server
    bool of_administrator = false;  ///< the client must be an administrator
    friend bool operator==(const KubeconfigProfile&, const KubeconfigProfile&) = default;
};

struct MaterialItem {
    std::string name;
    std::string_view field;  ///< the field of the desired state that decides the paths
    MaterialType type = MaterialType::leaf;
    std::string_view authority = {};  ///< the item that signs this one, possibly itself; empty: unsigned
    Ownership ownership = Ownership::node;
    Renewal renewal = Renewal::before_end;
    /// Key before certificate: kube-apiserver keeps its old pair while the new one does not match, so the certificate
    /// must come last (kubernetes pkg server/dynamiccertificates).
    std::vector<MaterialFile> files;
    model::CertificateProfile profile;              ///< unused for the encryption config
    std::vector<model::Cause> names = {};           ///< each of profile.sans, with its origin
    std::optional<model::ComponentId> reader = {};  ///< the only component that reads it
    bool external = false;                          ///< belongs to somebody else: checked, never written
    EncryptionConfigServer server;                  ///< the server that reads an encryption config
    std::optional<KubeconfigProfile> kubeconfig = {};
    friend bool operator==(const MaterialItem&, const MaterialItem&) = default;
};

/// True for an item whose replacement would orphan the cluster or its data: planekeeper never makes such an item twice.
[[nodiscard]] bool irreplaceable(const MaterialItem& item) noexcept;

inline constexpr std::string_view authority_item = "ca";
inline constexpr std::string_view server_item = "kubernetes";
inline constexpr std::string_view service_account_item = "service-account";
inline constexpr std::string_view encryption_item = "encryption-config";
inline constexpr std::string_view admin_item = "admin-kubeconfig";

/// All items of this desired state, the authority first.
[[nodiscard]] std::vector<MaterialItem> material_items(const model::DesiredState& desired);

/// Node name, the kubernetes service's names, its first address in each range, the node's address, localhost and the extras, in that
/// order, each once (kubeadm's set, cmd/kubeadm/app/util/pkiutil/pki_helpers.go).
[[nodiscard]] std::vector<model::Cause> server_names(const model::DesiredState& desired);

/// The first address of each range of "10.32.0.0/24,fd00::/112": the addresses of the service "kubernetes".
[[nodiscard]] std::vector<std::string> service_addresses(std::string_view ranges);

/// 10.32.0.0/24 gives 10.32.0.1. Precondition: a valid CIDR.
[[nodiscard]] std::string first_service_address(std::string_view cidr);

}  // namespace planekeeper::kubernetes
