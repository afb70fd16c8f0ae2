#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/component.hpp"

// The content of one desired-state file, after defaults. Value structs only: no behaviour, no I/O. Every path is an
// absolute path on the node. docs/desired-state.md describes each field for users; lib/spec prints that page from its
// table of fields.

namespace planekeeper::model {

struct KubernetesVersion {
    int major = 0;
    int minor = 0;
    int patch = 0;
    friend auto operator<=>(const KubernetesVersion&, const KubernetesVersion&) = default;
};

/// "v1.20.1"
[[nodiscard]] std::string to_string(const KubernetesVersion& version);

/// Reads "v1.20.1". A suffix of a vendor ("v1.30.2+k3s1", "v1.29.1-eks-1") is dropped.
[[nodiscard]] std::optional<KubernetesVersion> version_from(std::string_view text);

enum class PkiMode {
    managed,   ///< planekeeper makes, adopts and renews the files
    external,  ///< somebody else does; planekeeper checks and uses them and never writes them
};

enum class KeyAlgorithm { ecdsa_p256, rsa_2048 };

struct Pki {
    PkiMode mode = PkiMode::managed;
    /// Holds ca.pem, ca-key.pem, kubernetes.pem, kubernetes-key.pem, service-account.pem and service-account-key.pem.
    std::string directory = "/var/lib/kubernetes";
    KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p256;
    std::vector<std::string> extra_sans;  ///< DNS names and IP addresses
    std::chrono::days authority_validity{3650};
    std::chrono::days certificate_validity{365};
    std::chrono::days renew_before{30};   ///< a leaf is reissued when less than this is left
    bool allow_volatile_storage = false;  ///< allows keys on storage that is empty after a restart of the machine
    friend bool operator==(const Pki&, const Pki&) = default;
};

struct Etcd {
    std::vector<std::string> servers;  ///< https://HOST:PORT or http://HOST:PORT, at least one
    std::string ca_file;               ///< default: <pki.directory>/ca.pem
    std::string certificate_file;      ///< default: <pki.directory>/kubernetes.pem
    std::string key_file;              ///< default: <pki.directory>/kubernetes-key.pem
    friend bool operator==(const Etcd&, const Etcd&) = default;
};

enum class EncryptionProvider { aescbc, aesgcm, secretbox, kms };

/// A KMS plugin (apiVersion: v2) that listens on this node.
struct KmsPlugin {
    std::string name;
    std::string endpoint;        ///< unix:///DIRECTORY/SOCKET; the directory is mounted into the API server's pod
    std::string timeout = "3s";  ///< a Go duration
    friend bool operator==(const KmsPlugin&, const KmsPlugin&) = default;
};

struct Encryption {
    EncryptionProvider provider = EncryptionProvider::aescbc;
    std::vector<std::string> resources = {
        "secrets"};  ///< "secrets", "deployments.apps"; from v1.27 on "*.apps", "*.", "*.*"
    /// Required for provider kms. With another provider the plugin's socket is mounted too: an existing config may need
    /// it.
    std::optional<KmsPlugin> kms;
    std::string file;  ///< default: <pki.directory>/encryption-config.yaml
    friend bool operator==(const Encryption&, const Encryption&) = default;
};

/// A SubjectAccessReview webhook for kube-apiserver (--authorization-webhook-config-file).
struct AuthorizationWebhook {
    std::string server;  ///< https URL
    std::string config_file = "/etc/kubernetes/webhook/authorization-config.yaml";
    std::string certificate_authority;  ///< default: <pki.directory>/ca.pem
    std::string client_certificate;     ///< default: <pki.directory>/kubernetes.pem
    std::string client_key;             ///< default: <pki.directory>/kubernetes-key.pem
    bool allow_self_reference = false;
    friend bool operator==(const AuthorizationWebhook&, const AuthorizationWebhook&) = default;
};

enum class ImageContents {
    binary,  ///< the image holds the program only; keys and configuration are mounted
    baked,   ///< the seed's layout: keys, certificates and configuration are copied into the image
};

/// A binary from the network. The default URL is the release location for version and architecture.
struct BinaryUrl {
    std::string url;
    std::optional<std::string> sha512;  ///< 128 hex characters; without it <url>.sha512 is fetched
    friend bool operator==(const BinaryUrl&, const BinaryUrl&) = default;
};

/// The binary from a local file.
struct BinaryPath {
    std::string path;
    std::optional<std::string> sha512;
    friend bool operator==(const BinaryPath&, const BinaryPath&) = default;
};

/// A ready image, for nodes without a network: nothing is built.
struct ImageArchive {
    std::string path;  ///< docker-archive or oci-archive tar file
    std::optional<std::string> sha512;
    friend bool operator==(const ImageArchive&, const ImageArchive&) = default;
};

using ImageSource = std::variant<BinaryUrl, BinaryPath, ImageArchive>;

struct ExtraFile {
    std::string source;       ///< file on the node
    std::string destination;  ///< absolute path in the image
    friend bool operator==(const ExtraFile&, const ExtraFile&) = default;
};

struct Image {
    std::string name;  ///< repository without tag; the tag is a content hash
    std::string base = "scratch";
    ImageContents contents = ImageContents::binary;
    ImageSource source;
    std::vector<ExtraFile> extra_files;
    std::string builder = "buildah";  ///< program name or absolute path
    friend bool operator==(const Image&, const Image&) = default;
};

struct Resources {
    std::string cpu_request;
    std::string memory_request;
    std::string cpu_limit;
    std::string memory_limit;
    friend bool operator==(const Resources&, const Resources&) = default;
};

/// Settings that every static pod of the control plane has.
struct Component {
    Image image;
    Resources resources;
    std::string manifest_file;                  ///< name in staticPods.directory
    std::map<std::string, bool> feature_gates;  ///< added to the version's defaults, which they override
    /// Flag name without dashes to value. A value replaces the rendered one or adds the flag; nullopt removes the flag.
    std::map<std::string, std::optional<std::string>> flags;
    /// Written unchanged after all other flags ("--name=value"). None of them may be a flag that follows from a field.
    std::vector<std::string> extra_flags;
    friend bool operator==(const Component&, const Component&) = default;
};

struct Audit {
    bool enabled = true;
    /// On the node. Mounted at /var/log of the container, because the seed's --audit-log-path is there.
    std::string log_directory = "/var/log/kube-apiserver";
    std::string policy_file = "/etc/kubernetes/config/audit-policy.yaml";
    std::optional<std::string> policy;  ///< a whole audit.k8s.io Policy as YAML text; default: planekeeper's quiet one
    int max_age_days = 30;
    int max_backups = 3;
    int max_size_megabytes = 100;
    friend bool operator==(const Audit&, const Audit&) = default;
};

struct ApiServer {
    std::string bind_address = "0.0.0.0";
    std::uint16_t port = 6443;
    std::string service_cluster_ip_range = "10.32.0.0/24";  ///< one range, or one of each family separated by a comma
    std::string service_node_port_range = "30000-32767";
    std::string service_account_issuer = "api";
    std::vector<std::string> service_account_audiences = {"api"};
    std::vector<std::string> authorization_modes = {"Node", "RBAC"};  ///< Webhook is appended when declared
    std::vector<std::string> admission_plugins;  ///< default: the version's (facts/version_facts.hpp)
    std::map<std::string, bool> feature_gates;   ///< added to the version's defaults, which they override
    std::map<std::string, bool> runtime_config;  ///< added to the version's defaults, which they override
    bool anonymous_auth = false;
    std::optional<std::string> request_timeout;  ///< a Go duration; default: kube-apiserver's own
    Audit audit;
    friend bool operator==(const ApiServer&, const ApiServer&) = default;
};

struct StaticPods {
    std::string directory = "/etc/kubelet.d";
    friend bool operator==(const StaticPods&, const StaticPods&) = default;
};

enum class ImageStore {
    detect,              ///< crictl asks the runtime
    containerd,          ///< imported into the k8s.io namespace with ctr
    containers_storage,  ///< CRI-O reads buildah's own store: nothing to import
};

struct Runtime {
    std::string crictl = "crictl";        ///< program name or absolute path
    std::optional<std::string> endpoint;  ///< unix:///…; default: crictl's own configuration
    ImageStore image_store = ImageStore::detect;
    friend bool operator==(const Runtime&, const Runtime&) = default;
};

enum class PodPolicy { pod_security_policy, none };

struct Policies {
    PodPolicy pods = PodPolicy::pod_security_policy;
    friend bool operator==(const Policies&, const Policies&) = default;
};

struct Taint {
    std::string key;
    std::string value;
    std::string effect;  ///< NoSchedule, PreferNoSchedule or NoExecute
    friend auto operator<=>(const Taint&, const Taint&) = default;
};

/// A directory or file of the node that a static pod mounts.
struct HostPath {
    std::string path;
    bool read_only = true;  ///< by every container that mounts it
    friend bool operator==(const HostPath&, const HostPath&) = default;
};

/// A static pod of the user, published beside the control plane's.
struct RawManifest {
    std::string file_name;
    std::string content;                    ///< YAML text as published
    std::vector<HostPath> host_paths{};     ///< mounts of `content`; parsed once, as the next two members are
    std::string pod{};                      ///< "kube-system/kube-scheduler"; empty: the manifest has no name
    std::vector<std::string> containers{};  ///< the containers that run as long as the pod runs
    friend bool operator==(const RawManifest&, const RawManifest&) = default;
};

struct AdminKubeconfig {
    std::string file;    ///< default: /etc/planekeeper/admin.kubeconfig
    std::string server;  ///< default: https://<address>:<port>
    friend bool operator==(const AdminKubeconfig&, const AdminKubeconfig&) = default;
};

/// Owner, group and mode of a file that planekeeper keeps.
struct FileAccess {
    std::string path;
    std::string group = "root";  ///< name or number
    std::uint32_t mode = 0600;
    std::string owner = "root";  ///< name or number
    friend bool operator==(const FileAccess&, const FileAccess&) = default;
};

struct DesiredState {
    std::string node_name;
    KubernetesVersion version;
    std::string address;  ///< IP address of the node, also --advertise-address
    Pki pki;
    Etcd etcd;
    std::optional<Encryption> encryption;
    std::optional<AuthorizationWebhook> authorization_webhook;
    std::map<ComponentId, Component> components;  ///< the declared ones; the API server is always declared
    ApiServer apiserver;
    StaticPods static_pods;
    Runtime runtime;
    Policies policies;
    std::vector<Taint> taints;
    bool default_taints = false;  ///< the file has no taints, so the version's defaults apply, once
    std::vector<RawManifest> manifests;
    std::vector<FileAccess> files;                    ///< by default root reads a file, all read a public certificate
    std::optional<AdminKubeconfig> admin_kubeconfig;  ///< with managed PKI there is one by default
    friend bool operator==(const DesiredState&, const DesiredState&) = default;

    [[nodiscard]] bool declares(ComponentId id) const { return components.contains(id); }
    /// Precondition: declares(id).
    [[nodiscard]] const Component& component(ComponentId id) const { return components.at(id); }
    /// Declares the component when it is not declared yet.
    [[nodiscard]] Component& component(ComponentId id) { return components[id]; }
};

}  // namespace planekeeper::model
