#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/time.hpp"
#include "model/certificate.hpp"
#include "model/component.hpp"
#include "model/desired_state.hpp"
#include "model/encryption.hpp"
#include "model/file_role.hpp"
#include "model/resource.hpp"

// What drivers saw on the node, for the plan. No secret bytes: secrets appear as digests.

namespace planekeeper::model {

enum class Presence { absent, present, wrong_type, unreadable };

struct ObservedFile {
    Presence presence = Presence::absent;
    std::uint32_t mode = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    Digest digest;      ///< of a regular file's bytes, or of a link's target
    std::string text;   ///< kept for rendered files only (diffs); empty for key material
    std::string error;  ///< why the file is unreadable, what stands in its place, or who may change a link to it
    /// The target of a link. For a file of others the last target, which the other members describe.
    std::string leads_to;
    std::string leaves;  ///< for a file of others: a link target that the container does not mount
    friend bool operator==(const ObservedFile&, const ObservedFile&) = default;
};

/// Type, mode and owner of a path: they say who may change it.
struct ObservedAccess {
    bool directory = false;
    std::uint32_t mode = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    friend bool operator==(const ObservedAccess&, const ObservedAccess&) = default;
};

/// A file system that holds files of planekeeper.
struct ObservedStorage {
    std::string kind;
    bool forgets = false;  ///< empty after a restart of the machine
    bool network = false;  ///< changes by other machines raise no event
    friend bool operator==(const ObservedStorage&, const ObservedStorage&) = default;
};

/// One file of an item of key material, in custody or at its published path.
struct MaterialFile {
    Presence presence = Presence::absent;
    Digest digest;
    std::string error;  ///< why the file cannot be used; never its content
    friend bool operator==(const MaterialFile&, const MaterialFile&) = default;
};

/// Facts about a kubeconfig's current context beside its client certificate.
struct KubeconfigFacts {
    std::string server;
    bool has_authority = false;     ///< it names a certificate authority for the server
    bool trusts_authority = false;  ///< that authority is this cluster's
    bool names_files = false;       ///< it refers to other files
    std::string problem;            ///< why kubectl could not use it; empty: kubectl could
    friend bool operator==(const KubeconfigFacts&, const KubeconfigFacts&) = default;
};

/// One item of key material in one place.
struct MaterialFacts {
    std::map<FileRole, MaterialFile> files;
    std::optional<CertificateFacts> certificate;  ///< when readable; of an authority's file the current one
    std::optional<AuthorityBundle> authorities;   ///< of an authority
    std::optional<EncryptionFacts> encryption;    ///< of an encryption config
    std::optional<KubeconfigFacts> kubeconfig;    ///< of a kubeconfig
    Digest key_identity;                          ///< of the public key
    bool key_matches = false;                     ///< key and certificate belong together
    bool signed_by_authority = false;             ///< by the authority in custody, else by the published one
    std::optional<CertificateFacts> signer;       ///< the certificate on the way to that authority that expires first
    std::string error;                            ///< what could not be read or parsed
    friend bool operator==(const MaterialFacts&, const MaterialFacts&) = default;

    [[nodiscard]] bool any_present() const;
    [[nodiscard]] bool all_present() const;
};

struct ObservedMaterial {
    MaterialFacts custody;
    MaterialFacts published;
    friend bool operator==(const ObservedMaterial&, const ObservedMaterial&) = default;
};

enum class ImagePresence { unknown, absent, present };

struct ObservedImage {
    std::string binary_source;                  ///< path or URL of the binary
    std::string binary_identity;                ///< lstat identity of a local source; empty for a URL
    std::string binary_error;                   ///< why a local source cannot be read
    std::optional<std::string> sha512;          ///< of that source, once known
    std::map<std::string, Digest> other_files;  ///< by staged name
    std::vector<std::string> missing_files;     ///< missing source files of the image, by path
    std::string reference;                      ///< the image that `presence` speaks of
    ImagePresence presence = ImagePresence::unknown;
    bool pinned = true;  ///< safe from the kubelet's garbage collection; true where the runtime cannot tell
    std::map<std::string, std::string> listed;  ///< all images of the runtime: name with tag to id
    std::vector<std::string> downloads;         ///< names of the files that were downloaded for images
    std::string runtime_error;                  ///< why the runtime could not be asked
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedImage&, const ObservedImage&) = default;
};

enum class ContainerState { created, running, exited, unknown };

struct ObservedContainer {
    std::string id;
    std::string pod_id;
    std::string pod_uid;
    ContainerState state = ContainerState::unknown;
    std::uint32_t attempt = 0;
    int exit_code = 0;
    std::string reason;          ///< "OOMKilled", "Error", "Completed", "StartError"
    std::string message;         ///< the runtime's explanation of the reason, may be empty
    bool out_of_memory = false;  ///< the container was ended for its memory limit
    std::string image;
    std::int64_t created_ns = 0;
    std::vector<std::string> log;  ///< last lines of a container that does not run well, secrets masked
    friend bool operator==(const ObservedContainer&, const ObservedContainer&) = default;
};

struct ObservedRuntime {
    bool known = false;  ///< the runtime has answered at least once
    std::string error;   ///< why the runtime did not answer the last question
    /// Names of the containers that run, by namespace and name of each static pod of this node.
    std::map<std::string, std::set<std::string>> running;
    std::vector<std::string> kubelet_log;  ///< last lines of its journal while a component has no running container
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedRuntime&, const ObservedRuntime&) = default;
};

enum class Health { unknown, unreachable, not_live, not_ready, ready };

/// Why a component that was asked is not ready.
enum class HealthReason {
    none,                  ///< it is ready, or was not asked
    unreachable,           ///< no answer came
    certificate_rejected,  ///< planekeeper rejects the component's certificate, or the component rejects planekeeper's
    store_unhealthy,       ///< a check of its store failed
    not_ready,             ///< something else
};

/// A component's answer to a health request.
struct ObservedHealth {
    Health state = Health::unknown;
    HealthReason reason = HealthReason::none;
    std::string detail;                       ///< failing checks, or the connection's error
    int ready_streak = 0;                     ///< ready in a row
    std::optional<SteadyTime> unready_since;  ///< no answer has been "ready" since then
    std::string version;                      ///< gitVersion; empty: it does not say
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedHealth&, const ObservedHealth&) = default;
};

struct ObservedObject {
    bool present = false;
    bool matches = false;  ///< every field that planekeeper applies is as applied
    /// For an object that does not match:
    bool was_applied = false;  ///< planekeeper applied it earlier
    bool was_edited = false;   ///< others made or changed it, or nobody knows who did
    std::string text;          ///< what others would apply to restore it
    std::string part;          ///< the fields of `text` that planekeeper applies
    std::string wanted;        ///< the desired values of these fields
    std::string error;
    friend bool operator==(const ObservedObject&, const ObservedObject&) = default;
};

struct ObservedNode {
    bool present = false;
    std::vector<Taint> taints;
    std::set<std::string> labels;  ///< keys
    std::string resource_version;
    std::string kubelet_version;  ///< "v1.20.1"
    bool ready = false;
    friend bool operator==(const ObservedNode&, const ObservedNode&) = default;
};

struct ObservedMirrorPod {
    bool present = false;
    std::string phase;
    std::string error;  ///< why the last look failed
    friend bool operator==(const ObservedMirrorPod&, const ObservedMirrorPod&) = default;
};

struct ObservedApi {
    bool objects_known = false;
    std::map<std::string, ObservedObject> objects;  ///< by api_path
    std::optional<ObservedNode> node;
    std::string node_error;  ///< why the last look failed
    /// By component, only those that the look was for.
    std::map<ComponentId, ObservedMirrorPod> mirror_pods;
    SteadyTime objects_checked_at = SteadyTime::min();
    friend bool operator==(const ObservedApi&, const ObservedApi&) = default;
};

/// Version and flags of the program that was asked last.
struct ObservedProgram {
    std::string sha512;  ///< of the program
    std::string version;
    std::set<std::string> flags;
    friend bool operator==(const ObservedProgram&, const ObservedProgram&) = default;
};

enum class RehearsalOutcome {
    passed,     ///< the program got as far as it can without other components
    refused,    ///< the program ended for a reason that stays
    undecided,  ///< the program could not be started, or ended for an unknown reason
};

struct ObservedRehearsal {
    std::string generation;
    RehearsalOutcome outcome = RehearsalOutcome::undecided;
    std::string reason;
    std::string message;
    friend bool operator==(const ObservedRehearsal&, const ObservedRehearsal&) = default;
};

struct ObservedEtcd {
    std::string version;  ///< "3.4.23"; empty: it could not be asked
    std::string error;
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedEtcd&, const ObservedEtcd&) = default;
};

/// Whether a program listens on a port that a component is about to take.
struct ObservedPort {
    std::uint16_t number = 0;
    bool taken = false;
    std::string unit;                  ///< systemd unit that runs a kube-apiserver, on this port or another
    std::vector<std::string> command;  ///< that kube-apiserver's program and arguments
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedPort&, const ObservedPort&) = default;
};

/// What was seen of one component.
struct ObservedComponent {
    ObservedImage image;
    std::vector<ObservedContainer> containers;  ///< of its pod, newest first
    std::optional<std::uint64_t> memory_bytes;  ///< in use by the running container
    ObservedHealth health;
    ObservedProgram program;
    ObservedRehearsal rehearsal;
    ObservedPort port;
    /// Files that the pod must mount beside those that flags name (kubernetes::LinkEnds).
    std::set<std::string> link_ends;
    /// Identity of each directory that the pod mounts, by path: it changes when another directory takes the place.
    /// Empty: unknown (an error, or nothing is there).
    std::map<std::string, std::string> mounted_directories;
    friend bool operator==(const ObservedComponent&, const ObservedComponent&) = default;
};

/// Signs of an earlier life of this node or its store (facts/life_signs.hpp), one sentence each.
struct ObservedLife {
    std::vector<std::string> of_data;       ///< signs that the store may hold objects
    std::vector<std::string> of_authority;  ///< signs that somebody has credentials of an authority
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedLife&, const ObservedLife&) = default;
};

/// Failed attempts at one resource. The reconciler keeps them in memory, plan judges them.
struct Attempts {
    int failures = 0;
    bool terminal = false;  ///< no new attempt before the inputs change
    std::string error;
    std::string inputs;  ///< what the failed attempt was made from (Change::inputs)
    SteadyTime last{};
    friend bool operator==(const Attempts&, const Attempts&) = default;
};

/// How often a resource was made from the same inputs.
struct Makings {
    std::string inputs;             ///< Change::inputs
    std::vector<SteadyTime> times;  ///< the last few, in order
    friend bool operator==(const Makings&, const Makings&) = default;
};

struct Observed {
    std::map<std::string, ObservedFile> files;          ///< by path
    std::map<std::string, ObservedMaterial> materials;  ///< by item name
    std::map<std::string, Presence> directories;
    std::set<std::string> copies;  ///< existing copies of files of others that the ledger names
    /// Directories of managed files, all their parents, and planekeeper's own directories with their files. What does
    /// not exist has no entry.
    std::map<std::string, ObservedAccess> access;
    std::map<std::string, std::uint32_t> groups;       ///< number by name, when spec.files names any
    std::map<std::string, std::uint32_t> users;        ///< likewise
    ObservedStorage state_storage;                     ///< of /var/lib/planekeeper, which holds custody
    std::map<std::string, ObservedStorage> storage;    ///< by watched directory
    std::vector<std::string> foreign_manifests;        ///< other visible files in the manifest directory
    std::map<std::string, std::string> foreign_texts;  ///< content of those that can be read, by path
    PerComponent<ObservedComponent> components;
    ObservedRuntime runtime;
    ObservedApi api;
    ObservedEtcd etcd;
    ObservedLife life;
    std::map<ResourceId, Attempts> attempts;
    std::map<ResourceId, std::vector<SteadyTime>> repairs;  ///< when a thing that had been right was repaired
    std::map<ResourceId, Makings> makings;
    SteadyTime watched_since{};                      ///< start of this daemon
    std::optional<SteadyTime> kubelet_restarted_at;  ///< by this daemon
    std::set<ResourceId> running;                    ///< changes under way in a lane
    bool offline = false;                            ///< with --root: there is no runtime and no API
    friend bool operator==(const Observed&, const Observed&) = default;
};

}  // namespace planekeeper::model
