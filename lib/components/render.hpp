#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/secret.hpp"
#include "model/desired_state.hpp"
#include "model/kubernetes_object.hpp"
#include "model/origin.hpp"

// Everything planekeeper writes for Kubernetes, as pure functions: same input, same bytes. Version-dependent facts come
// from lib/facts and from nowhere else. YAML is canonical: block style, two spaces, keys in the
// order Kubernetes documentation uses, strings quoted where a YAML 1.1 reader could take them for something else.

namespace planekeeper::kubernetes {

/// Active cures of known failures (failures/known_failures.hpp names them).
using Cures = std::set<std::string>;

/// Flag name without dashes to value, with its causes.
using CommandLine = std::map<std::string, model::Written>;

/// A component's command line after the program name, sorted as the seed has it (alphabetical), `extra_flags` last.
[[nodiscard]] std::vector<std::string> flags_of(model::ComponentId id, const model::DesiredState& desired,
                                                const Cures& cures);

struct Mount {
    std::string name;  ///< volume name, DNS label
    std::string host_path;
    std::string mount_path;
    bool read_only = true;
    bool create = false;          ///< hostPath type DirectoryOrCreate, otherwise Directory
    std::string_view field = {};  ///< the field that asks for the directory; empty: it holds files that flags name
    friend bool operator==(const Mount&, const Mount&) = default;
};

/// Targets of links: a flag names the link, and the target lies in another directory than the link.
using LinkEnds = std::set<std::string>;

/// Directories that a component's pod mounts, never single files (they go stale after a rename). Each directory of a file
/// that the component reads, and of a link's target, appears once, unless it lies inside another one. With
/// `image.contents: baked` these are absent, and only the component's own directories remain.
[[nodiscard]] std::vector<Mount> mounts_of(model::ComponentId id, const model::DesiredState& desired,
                                           const LinkEnds& ends = {});

struct ManifestInputs {
    std::string image_reference;  ///< name:tag
    Digest generation;            ///< becomes metadata.uid and the generation annotation
    Cures cures;
    LinkEnds link_ends = {};
    friend bool operator==(const ManifestInputs&, const ManifestInputs&) = default;
};

inline constexpr std::string_view generation_annotation = "planekeeper.dev/generation";

/// The static pod of a component. `metadata.uid` is the generation's first 32 hex characters as a UUID, so that each
/// generation is a new pod for the kubelet (kubernetes/kubernetes pkg/kubelet/config/common.go keeps a UID it finds).
[[nodiscard]] std::string manifest(model::ComponentId id, const model::DesiredState& desired,
                                   const ManifestInputs& inputs);

/// UUID form of a generation: "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".
[[nodiscard]] std::string pod_uid(const Digest& generation);

/// Path of the program inside the image, the seed's "/usr/bin/kube-apiserver".
[[nodiscard]] std::string program_path(model::ComponentId id);

/// One file that goes into the image. `staged_name` is its name in the build context.
struct ImageFile {
    std::string staged_name;
    std::string source;       ///< path on the node; empty for the program itself
    std::string destination;  ///< absolute path in the image
    bool secret = false;
    friend bool operator==(const ImageFile&, const ImageFile&) = default;
};

/// The binary first, then extra files, then (baked) the PKI and configuration files.
[[nodiscard]] std::vector<ImageFile> image_files(model::ComponentId id, const model::DesiredState& desired);
[[nodiscard]] std::string containerfile(model::ComponentId id, const model::DesiredState& desired);

/// "sha512:…" or another stable name of the binary's bytes, and the digests of every other file of image_files() by
/// context name, give the tag. Result: "<image.name>:v1.20.1-<12 hex>".
[[nodiscard]] std::string image_reference(model::ComponentId id, const model::DesiredState& desired,
                                          std::string_view binary_digest,
                                          const std::map<std::string, Digest>& other_files);

/// A key of an encryption config. The API server finds a key by its name, so a name must never come twice
/// (kubernetes/kubernetes#66844).
struct EncryptionKey {
    std::string name;
    Secret bytes;
};

/// apiserver.config.k8s.io/v1 EncryptionConfiguration: the provider with these keys (or the KMS plugin, which takes none), then
/// identity. The first key writes; each reads what was stored with it.
[[nodiscard]] Secret encryption_config(const model::Encryption& encryption, std::span<const EncryptionKey> keys);
/// The same with the bytes of each key replaced by "<masked>"; for people.
[[nodiscard]] std::string masked_encryption_config(const model::Encryption& encryption,
                                                   const std::vector<std::string>& key_names);
/// "aescbc": the spelling in the file of Kubernetes and in the desired-state file.
[[nodiscard]] std::string_view to_string(model::EncryptionProvider provider);

/// kubeconfig-shaped file for --authorization-webhook-config-file. Precondition: authorization_webhook is declared.
[[nodiscard]] std::string authorization_webhook_config(const model::DesiredState& desired);

/// True when the webhook's URL names this API server: a name of its certificate, its address or a loopback address, on its
/// port, or the service "kubernetes" on port 443. The server would then ask itself for each denied request (measured: 30 s
/// hang and 500 instead of 403).
[[nodiscard]] bool references_itself(const model::DesiredState& desired);

[[nodiscard]] std::string audit_policy(const model::DesiredState& desired);

struct KubeconfigInputs {
    std::string server;
    std::string user;
    std::string ca_pem;
    std::string certificate_pem;
};
[[nodiscard]] Secret kubeconfig(const KubeconfigInputs& inputs, const Secret& key_pem);
[[nodiscard]] std::string masked_kubeconfig(const KubeconfigInputs& inputs);

/// The address of a server with this bind address on its own node: loopback, unless the server is bound to one address only.
[[nodiscard]] std::string local_host(const std::string& bind_address);

/// The objects that planekeeper keeps through the API, in apply order: PodSecurityPolicy, ClusterRole and
/// ClusterRoleBinding "default"/"default-psp" of the seed; none when the policy is `none`. The PSP's hostPath list holds exactly
/// what the managed static pods mount.
[[nodiscard]] std::vector<model::KubernetesObject> api_objects(const model::DesiredState& desired,
                                                               const model::PerComponent<LinkEnds>& ends = {});

/// One object as YAML, for people.
[[nodiscard]] std::string object_yaml(const model::KubernetesObject& object);

/// The objects of api_objects() as one YAML stream, for `planekeeper render policies`.
[[nodiscard]] std::string policies_yaml(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes
