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

// What was seen on the node. Filled by drivers, read by plan. No secret bytes: secrets appear as digests.

namespace planekeeper::model {

enum class Presence { absent, present, wrong_type, unreadable };

struct ObservedFile {
    Presence presence = Presence::absent;
    std::uint32_t mode = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    Digest digest;      ///< of a regular file's bytes; of where a link leads
    std::string text;   ///< kept for rendered files only (diffs); empty for key material
    std::string error;  ///< why it is unreadable, what it is in place of a file, or who may lead a link elsewhere
    std::string
        leads_to;  ///< where a link in place of a file leads; of a file of others the end, of which the rest speaks
    std::string leaves;  ///< of a file of others: what its links lead to in the container, where that is not mounted
    friend bool operator==(const ObservedFile&, const ObservedFile&) = default;
};

/// Who may change what stands at a place.
struct ObservedAccess {
    bool directory = false;
    std::uint32_t mode = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    friend bool operator==(const ObservedAccess&, const ObservedAccess&) = default;
};

/// The file system that something is kept on.
struct ObservedStorage {
    std::string kind;
    bool forgets = false;  ///< with the next start of the machine
    bool network = false;  ///< changes made elsewhere raise no event
    friend bool operator==(const ObservedStorage&, const ObservedStorage&) = default;
};

/// One file of an item of key material, as it stands in custody or at its published path.
struct MaterialFile {
    Presence presence = Presence::absent;
    Digest digest;
    std::string error;  ///< why it cannot be used as what it should be; never its content
    friend bool operator==(const MaterialFile&, const MaterialFile&) = default;
};

/// What a kubeconfig says beside its client certificate, of the cluster and the user of its current context.
struct KubeconfigFacts {
    std::string server;
    bool has_authority = false;     ///< it names a certificate authority for the server
    bool trusts_authority = false;  ///< which is this cluster's
    bool names_files = false;       ///< a part of it lies in another file
    std::string problem;            ///< why kubectl could not use it; empty: it could
    friend bool operator==(const KubeconfigFacts&, const KubeconfigFacts&) = default;
};

/// One item of key material as it stands in one place.
struct MaterialFacts {
    std::map<FileRole, MaterialFile> files;
    std::optional<CertificateFacts> certificate;  ///< when it can be parsed; of an authority the current one
    std::optional<AuthorityBundle> authorities;   ///< of an authority
    std::optional<EncryptionFacts> encryption;    ///< of an encryption config
    std::optional<KubeconfigFacts> kubeconfig;    ///< of a kubeconfig
    Digest key_identity;                          ///< of the public key
    bool key_matches = false;                     ///< key and certificate belong together
    bool signed_by_authority = false;             ///< by the authority in custody (managed) or published (external)
    std::optional<CertificateFacts> signer;       ///< on the way to that authority, what ends first
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
    std::string binary_source;                  ///< path or URL the digest belongs to
    std::string binary_identity;                ///< lstat identity of a local source; empty for a URL
    std::string binary_error;                   ///< the local source cannot be seen
    std::optional<std::string> sha512;          ///< of that source, once known
    std::map<std::string, Digest> other_files;  ///< by staged name
    std::vector<std::string> missing_files;     ///< sources of image files that are not there
    std::string reference;                      ///< which reference `presence` speaks of
    ImagePresence presence = ImagePresence::unknown;
    bool pinned = true;                         ///< against the kubelet's garbage collection, where that can be said
    std::map<std::string, std::string> listed;  ///< of all images that the runtime has: name with tag to id
    std::vector<std::string> downloads;         ///< names of the files that were downloaded for images
    std::string runtime_error;                  ///< the runtime could not be asked
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
    std::string message;         ///< the runtime's own words to that, may be empty
    bool out_of_memory = false;  ///< it was ended for its memory limit
    std::string image;
    std::int64_t created_ns = 0;
    std::vector<std::string> log;  ///< last lines of a container that does not run well, secrets masked
    friend bool operator==(const ObservedContainer&, const ObservedContainer&) = default;
};

struct ObservedRuntime {
    bool known = false;  ///< asked at least once with an answer
    std::string error;   ///< why the last question was not answered
    /// Names of the containers that run, by namespace and name of each static pod of this node.
    std::map<std::string, std::set<std::string>> running;
    std::vector<std::string> kubelet_log;  ///< last lines of its journal while a component has no container that runs
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedRuntime&, const ObservedRuntime&) = default;
};

enum class Health { unknown, unreachable, not_live, not_ready, ready };

/// Why a component that was asked is not ready.
enum class HealthReason {
    none,                  ///< it is ready, or was not asked
    unreachable,           ///< no answer came
    certificate_rejected,  ///< its certificate by planekeeper, or planekeeper's by it
    store_unhealthy,       ///< a check of its store failed
    not_ready,             ///< something else
};

/// What a component answers to the question of its health.
struct ObservedHealth {
    Health state = Health::unknown;
    HealthReason reason = HealthReason::none;
    std::string detail;                       ///< failing checks, or the connection's error
    int ready_streak = 0;                     ///< ready in a row
    std::optional<SteadyTime> unready_since;  ///< asked since then and never found ready
    std::string version;                      ///< gitVersion; empty: it does not say
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedHealth&, const ObservedHealth&) = default;
};

struct ObservedObject {
    bool present = false;
    bool matches = false;  ///< every field that planekeeper applies is as applied
    /// Of one that does not match:
    bool was_applied = false;  ///< by planekeeper, before
    bool was_edited = false;   ///< by others, since
    std::string text;          ///< what others would apply to have it back
    std::string part;          ///< of that, the fields that planekeeper applies
    std::string wanted;        ///< those fields as they shall be
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
    std::string error;  ///< why the last look at it had no answer
    friend bool operator==(const ObservedMirrorPod&, const ObservedMirrorPod&) = default;
};

struct ObservedApi {
    bool objects_known = false;
    std::map<std::string, ObservedObject> objects;  ///< by api_path
    std::optional<ObservedNode> node;
    std::string node_error;  ///< why the last look at it had no answer
    /// Of the components that the look was for.
    std::map<ComponentId, ObservedMirrorPod> mirror_pods;
    SteadyTime objects_checked_at = SteadyTime::min();
    friend bool operator==(const ObservedApi&, const ObservedApi&) = default;
};

/// What a program said of itself when it was asked last.
struct ObservedProgram {
    std::string sha512;  ///< which program
    std::string version;
    std::set<std::string> flags;
    friend bool operator==(const ObservedProgram&, const ObservedProgram&) = default;
};

enum class RehearsalOutcome {
    passed,     ///< it got as far as it can without the others
    refused,    ///< it ended, for a reason that does not go away by itself
    undecided,  ///< it could not be started, or ended for a reason that nobody can name
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

/// Whether somebody listens on a port that a component is about to take.
struct ObservedPort {
    std::uint16_t number = 0;
    bool taken = false;
    std::string unit;                  ///< of systemd, in which a kube-apiserver runs, on this port or another
    std::vector<std::string> command;  ///< of that kube-apiserver, with its arguments
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedPort&, const ObservedPort&) = default;
};

/// One component, as far as it was seen on the node.
struct ObservedComponent {
    ObservedImage image;
    std::vector<ObservedContainer> containers;  ///< of its pod, newest first
    std::optional<std::uint64_t> memory_bytes;  ///< in use by the running container
    ObservedHealth health;
    ObservedProgram program;
    ObservedRehearsal rehearsal;
    ObservedPort port;
    /// Files that its pod has to mount beside those that flags name (kubernetes::LinkEnds).
    std::set<std::string> link_ends;
    /// Directories that its pod mounts, with what tells each from another one that takes its place; empty: nobody knows
    /// (an error, nothing is there).
    std::map<std::string, std::string> mounted_directories;
    friend bool operator==(const ObservedComponent&, const ObservedComponent&) = default;
};

/// What was seen of a life that this node or its store had before (facts/life_signs.hpp); one sentence each.
struct ObservedLife {
    std::vector<std::string> of_data;       ///< the store may hold objects
    std::vector<std::string> of_authority;  ///< somebody has credentials of an authority
    SteadyTime checked_at = SteadyTime::min();
    friend bool operator==(const ObservedLife&, const ObservedLife&) = default;
};

/// What happened to attempts at one resource; kept in memory by the reconciler, judged by plan.
struct Attempts {
    int failures = 0;
    bool terminal = false;  ///< not tried again before its inputs change
    std::string error;
    std::string inputs;  ///< what the failed attempt was made from (Change::inputs)
    SteadyTime last{};
    friend bool operator==(const Attempts&, const Attempts&) = default;
};

/// When a thing was made, from the same inputs each time.
struct Makings {
    std::string inputs;             ///< Change::inputs
    std::vector<SteadyTime> times;  ///< the last few, in order
    friend bool operator==(const Makings&, const Makings&) = default;
};

struct Observed {
    std::map<std::string, ObservedFile> files;          ///< by path
    std::map<std::string, ObservedMaterial> materials;  ///< by item name
    std::map<std::string, Presence> directories;
    std::set<std::string> copies;  ///< of what others wrote, as far as the ledger names them
    /// Of directories of managed files and all above them, and of planekeeper's own places. What is not there is missing.
    std::map<std::string, ObservedAccess> access;
    std::map<std::string, std::uint32_t> groups;       ///< number by name, when spec.files names any
    std::map<std::string, std::uint32_t> users;        ///< likewise
    ObservedStorage state_storage;                     ///< of planekeeper's own state, custody above all
    std::map<std::string, ObservedStorage> storage;    ///< by watched directory
    std::vector<std::string> foreign_manifests;        ///< other visible files in the manifest directory
    std::map<std::string, std::string> foreign_texts;  ///< of those, by path, as far as they can be read
    PerComponent<ObservedComponent> components;
    ObservedRuntime runtime;
    ObservedApi api;
    ObservedEtcd etcd;
    ObservedLife life;
    std::map<ResourceId, Attempts> attempts;
    std::map<ResourceId, std::vector<SteadyTime>> repairs;  ///< when a thing that was right had to be put right
    std::map<ResourceId, Makings> makings;
    SteadyTime watched_since{};                      ///< start of this daemon
    std::optional<SteadyTime> kubelet_restarted_at;  ///< by this daemon
    std::set<ResourceId> running;                    ///< changes under way in a lane
    bool offline = false;                            ///< --root: no runtime and no API to look at
    friend bool operator==(const Observed&, const Observed&) = default;
};

}  // namespace planekeeper::model
