#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/digest.hpp"
#include "base/time.hpp"
#include "model/certificate.hpp"
#include "model/component.hpp"
#include "model/file_role.hpp"
#include "model/kubernetes_object.hpp"
#include "model/ledger.hpp"
#include "model/resource.hpp"
#include "model/snapshot.hpp"

// What is to be done, as data: it can be printed, tested, and carried out by drivers that decide nothing.

namespace planekeeper::model {

/// Names one file of an item of key material.
struct MaterialRef {
    std::string item;
    FileRole role = FileRole::document;
    friend bool operator==(const MaterialRef&, const MaterialRef&) = default;
};

/// A known text, or a file in custody whose bytes the driver reads only when it writes.
using FileContent = std::variant<std::string, MaterialRef>;

struct MakeDirectory {
    std::string path;
    std::uint32_t mode = 0755;
    friend bool operator==(const MakeDirectory&, const MakeDirectory&) = default;
};

/// Holds copies of files of others, each under its original path; readable by root only.
inline constexpr const char* replaced_directory = "/var/lib/planekeeper/replaced";

/// Copies a file before it is replaced or removed. An existing copy is not overwritten.
struct KeepCopy {
    std::string copy;   ///< where to
    Digest digest;      ///< of the file that was seen; a file with other bytes is not touched
    std::string drops;  ///< an older copy that this one replaces; empty: none
    friend bool operator==(const KeepCopy&, const KeepCopy&) = default;
};

/// Keeps a text of others that is no file, such as an object of the API.
struct KeepText {
    std::string copy;
    std::string text;
    std::string drops;  ///< as in KeepCopy
    friend bool operator==(const KeepText&, const KeepText&) = default;
};

struct WriteFile {
    std::string path;
    FileContent content;
    std::uint32_t mode = 0600;
    std::uint32_t gid = 0;
    std::optional<KeepCopy> keep{};
    std::uint32_t uid = 0;
    std::optional<Digest> over{};  ///< digest of the file that is replaced; absent: no readable file was seen
    friend bool operator==(const WriteFile&, const WriteFile&) = default;
};

struct SetMetadata {
    std::string path;
    std::uint32_t mode = 0600;
    std::uint32_t gid = 0;
    friend bool operator==(const SetMetadata&, const SetMetadata&) = default;
};

struct RemoveFile {
    std::string path;
    std::optional<KeepCopy> keep{};
    friend bool operator==(const RemoveFile&, const RemoveFile&) = default;
};

/// A certificate to make; the authority's own when `item` is "ca".
struct CertificateProfile {
    std::string common_name;
    std::vector<std::string> organizations;
    std::vector<std::string> sans;
    std::vector<std::string> names_in_use;  ///< added too; a certificate without them is still accepted
    bool server_auth = false;
    bool client_auth = false;
    std::chrono::days validity{365};
    friend bool operator==(const CertificateProfile&, const CertificateProfile&) = default;
};

/// Makes key material and puts it into custody. Publishes nothing.
struct MintMaterial {
    std::string item;
    CertificateProfile profile;  ///< unused for the encryption config
    bool replace = false;        ///< an irreplaceable item is created all the same, and never replaced
    friend bool operator==(const MintMaterial&, const MintMaterial&) = default;
};

/// Takes files that exist at their published paths into custody.
struct AdoptMaterial {
    std::string item;
    /// Digest of the published document that replaces the one in custody. Empty: custody has none, and nothing is
    /// replaced.
    Digest replacing{};
    friend bool operator==(const AdoptMaterial&, const AdoptMaterial&) = default;
};

/// Finds the SHA-512 of the binary: hashes a local file, or fetches the published checksum of a URL.
struct ResolveBinary {
    ComponentId component = ComponentId::api_server;
    std::string source;
    std::string identity;
    friend bool operator==(const ResolveBinary&, const ResolveBinary&) = default;
};

/// Downloads where needed, builds and imports, so that the runtime has `reference`.
struct BuildImage {
    ComponentId component = ComponentId::api_server;
    std::string reference;
    std::string sha512;
    friend bool operator==(const BuildImage&, const BuildImage&) = default;
};

/// Protects an image from the kubelet's garbage collection.
struct PinImage {
    std::string reference;
    friend bool operator==(const PinImage&, const PinImage&) = default;
};

/// Removes an image that planekeeper built from the runtime, unless something uses it.
struct RemoveImage {
    std::string reference;
    friend bool operator==(const RemoveImage&, const RemoveImage&) = default;
};

/// Asks the program in an image for its version and its flags.
struct ReadProgram {
    ComponentId component = ComponentId::api_server;
    std::string reference;
    std::string sha512;
    friend bool operator==(const ReadProgram&, const ReadProgram&) = default;
};

/// Starts a generation's program without other components, to see how far it gets.
struct Rehearse {
    ComponentId component = ComponentId::api_server;
    std::string generation;
    std::string reference;
    std::set<std::string> cures;
    std::set<std::string> link_ends;  ///< as observed
    friend bool operator==(const Rehearse&, const Rehearse&) = default;
};

/// Stops and removes a pod sandbox, with the containers in it.
struct RemoveSandbox {
    ComponentId component = ComponentId::api_server;
    std::string id;
    friend bool operator==(const RemoveSandbox&, const RemoveSandbox&) = default;
};

/// Restarts the kubelet through systemd, if the kubelet runs. Its containers keep running.
struct RestartKubelet {
    friend bool operator==(const RestartKubelet&, const RestartKubelet&) = default;
};

struct ApplyObject {
    KubernetesObject object;
    friend bool operator==(const ApplyObject&, const ApplyObject&) = default;
};

struct DeleteObject {
    KubernetesObject object;
    friend bool operator==(const DeleteObject&, const DeleteObject&) = default;
};

/// Labels with empty values, as roles have them.
struct SetLabels {
    std::string node;
    std::string resource_version;
    std::vector<std::string> labels;
    friend bool operator==(const SetLabels&, const SetLabels&) = default;
};

struct SetTaints {
    std::string node;
    std::string resource_version;
    std::vector<Taint> taints;  ///< the whole list, foreign ones included
    friend bool operator==(const SetTaints&, const SetTaints&) = default;
};

// Lanes do not wait for each other; within a lane one action runs at a time. The list that names an action is its lane.

/// Synchronous, within the pass.
using FileAction =
    std::variant<MakeDirectory, WriteFile, SetMetadata, RemoveFile, KeepText, MintMaterial, AdoptMaterial>;
using ImageAction = std::variant<ResolveBinary, BuildImage, PinImage, RemoveImage, ReadProgram, Rehearse>;
using RuntimeAction = std::variant<RemoveSandbox, RestartKubelet>;
using ApiAction = std::variant<ApplyObject, DeleteObject, SetLabels, SetTaints>;
using Action = std::variant<FileAction, ImageAction, RuntimeAction, ApiAction>;

template <class T, class Lane>
inline constexpr bool is_of_lane = false;
template <class T, class... Ts>
inline constexpr bool is_of_lane<T, std::variant<Ts...>> = (std::is_same_v<T, Ts> || ...);

/// nullptr: it is another action.
template <class T>
[[nodiscard]] const T* if_action(const Action& action) noexcept {
    return std::visit(
        []<class Lane>(const Lane& lane) -> const T* {
            if constexpr (is_of_lane<T, Lane>) {
                return std::get_if<T>(&lane);
            } else {
                return nullptr;
            }
        },
        action);
}
template <class T>
[[nodiscard]] T* if_action(Action& action) noexcept {
    return const_cast<T*>(if_action<T>(std::as_const(action)));
}
template <class T>
[[nodiscard]] bool is_action(const Action& action) noexcept {
    return if_action<T>(action) != nullptr;
}
/// As std::get: std::bad_variant_access when it is another action.
template <class T>
[[nodiscard]] const T& get_action(const Action& action) {
    if (const T* found = if_action<T>(action)) return *found;
    throw std::bad_variant_access{};
}

struct Change {
    ResourceId resource;
    Action action;
    PlannedChange shown;
    bool repair = false;  ///< restores an earlier right state; counted to notice other writers
    /// Consecutive writes of files with the same word here are made together or not at all.
    std::string together;
    std::string inputs;  ///< identifies the inputs; a terminal failure is not retried until this differs
    friend bool operator==(const Change&, const Change&) = default;
};

/// An observation that is due. Reads only.
enum class LookKind { image, runtime, health, objects, etcd, port, life };

struct Look {
    LookKind kind = LookKind::runtime;
    ComponentId component = ComponentId::api_server;  ///< for image, health and port
    friend bool operator==(const Look&, const Look&) = default;
};

struct Plan {
    std::vector<Change> changes;         ///< ready now, in the order to apply
    std::vector<PlannedChange> waiting;  ///< ready after something else has happened
    std::vector<Look> looks;
    std::vector<KubernetesObject> objects;  ///< what LookKind::objects reads
    std::vector<ResourceStatus> resources;  ///< `since` is filled in by the reconciler
    std::vector<std::string> warnings;
    Ledger ledger;                                         ///< saved before the first change, when it differs
    std::optional<SteadyTime> deadline;                    ///< time of the next look, even if nothing happens
    PerComponent<std::optional<std::string>> generations;  ///< desired, once known
    std::vector<SequenceView> sequences;                   ///< the sequences that are under way
    PerComponent<std::string> images;   ///< desired image references, once known; LookKind::image asks for them
    std::optional<ResourceId> blocker;  ///< a resource that has failed and delays the publication
    bool converged = false;
};

}  // namespace planekeeper::model
