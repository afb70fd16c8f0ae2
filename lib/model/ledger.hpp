#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/time.hpp"
#include "model/component.hpp"
#include "model/desired_state.hpp"
#include "model/sequence.hpp"

namespace planekeeper::model {

/// One rendering of a component's static pod.
struct Generation {
    std::string id;             ///< full digest, hex
    std::string manifest;       ///< exact bytes
    std::string path;           ///< where it is published
    std::string image;          ///< reference
    KubernetesVersion version;  ///< of its program; 0.0.0: not remembered
    /// The rendered files that this generation reads, by path: a fallback restores them. None holds a secret.
    std::map<std::string, std::string> files;
    std::string bind_address;  ///< health is asked at this address, even when the desired state has changed
    std::uint16_t port = 0;    ///< 0: not remembered
    SystemTime published_at{};
    bool hand_made = false;  ///< generation 0, which others wrote; the kubelet gives its pod a UID
    friend bool operator==(const Generation&, const Generation&) = default;
};

/// Why a generation was given up: a refusal in its rehearsal, too long a start, or an end.
struct Failure {
    std::string reason;  ///< one word, as in status
    std::string message;
    bool of_time = false;  ///< waiting may help: a slow card, or a server that did not get ready in time
    SystemTime at{};       ///< of the last time
    int times = 1;         ///< in a row
    friend bool operator==(const Failure&, const Failure&) = default;
};

/// "REASON: message"
[[nodiscard]] std::string to_string(const Failure& failure);

/// SHA-512 of a large file and its lstat identity, so that an unchanged file is not read again.
struct KnownBinary {
    std::string source;    ///< path or URL
    std::string identity;  ///< device:inode:size:mtime:ctime of a path; empty for a URL
    std::string sha512;
    friend bool operator==(const KnownBinary&, const KnownBinary&) = default;
};

/// Version and flags of a program, so that each binary is asked only once.
struct KnownProgram {
    std::string sha512;           ///< of the binary, or of the archive that contains it
    std::string version;          ///< "v1.20.1", from --version; empty only in the ledger of an older planekeeper
    std::set<std::string> flags;  ///< names without dashes, from --help
    friend bool operator==(const KnownProgram&, const KnownProgram&) = default;
};

/// A copy in replaced_directory of a file that others wrote where planekeeper writes.
struct KeptCopy {
    std::string path;
    Digest digest;
    bool found = false;  ///< the file was there before planekeeper; a later copy never replaces this one
    friend bool operator==(const KeptCopy&, const KeptCopy&) = default;
};

/// Who wrote the bytes at a path.
struct PathHistory {
    /// A file was here before planekeeper. planekeeper removes it only when it is the manifest of a server that
    /// planekeeper takes over.
    bool found = false;
    Digest found_as;               ///< digest of that file, once it could be read
    std::vector<Digest> written;   ///< digests of planekeeper's last write and of its write before that
    std::vector<KeptCopy> copies;  ///< oldest first
    friend bool operator==(const PathHistory&, const PathHistory&) = default;
};

/// The directories that a container mounts. A container keeps its directories even when others are put in their place.
struct MountedDirectories {
    std::string container;                          ///< id of the component's container
    std::map<std::string, std::string> identities;  ///< by path, at the container's first look or after the last swap
    std::uint32_t swaps = 0;  ///< how often a directory was replaced; part of each generation's id
    friend bool operator==(const MountedDirectories&, const MountedDirectories&) = default;
};

/// The history of one component: its generations, and how they started.
struct Rollout {
    std::optional<Generation> current;        ///< published, or about to be
    std::optional<Generation> last_good;      ///< passed its gate
    std::optional<Generation> previous_good;  ///< the good one before that one
    /// Id of a generation that has run well long enough after its publication: a later failure is not its fault.
    std::string soaked;
    std::map<std::string, Failure> failed;  ///< by generation id
    std::string rehearsed;  ///< id of the generation that the last rehearsal did not refuse: it may be published
    std::set<std::string> cures;
    MountedDirectories mounted;
    std::optional<KnownBinary> binary;
    std::optional<KnownProgram> program;
    std::vector<std::chrono::seconds> starts;  ///< last durations from container start to gate, on this board
    friend bool operator==(const Rollout&, const Rollout&) = default;
};

/// What planekeeper has made and is about to make. Written before each effect.
struct Ledger {
    /// Key material that has existed on this node. An irreplaceable item is never made a second time.
    std::set<std::string> materials;
    /// Rendered files of planekeeper, and hand-made manifests that its own replace: plan_removals() removes only these.
    std::set<std::string> files;
    std::map<std::string, PathHistory> paths;  ///< of every path that planekeeper writes
    PerComponent<Rollout> rollouts;
    std::map<std::string, SequenceState> sequences;  ///< the sequences that are under way, by name
    std::set<std::string> images;                    ///< references of images that planekeeper built
    /// Desired taints that planekeeper put on the node or found there. They are removed when they are not desired.
    std::set<Taint> taints;
    /// Default marks that the node has had, or counts as having had. A missing one of them is not put on again.
    std::set<Taint> default_taints;
    std::set<std::string> default_labels;
    bool new_cluster = false;  ///< the user said that signs of an earlier cluster do not matter
    SystemTime time_floor{};   ///< time of the last write with a synchronised clock: the true time is never earlier
    friend bool operator==(const Ledger&, const Ledger&) = default;
};

}  // namespace planekeeper::model
