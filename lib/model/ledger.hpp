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
    std::string manifest;       ///< the very bytes
    std::string path;           ///< where it is published
    std::string image;          ///< reference
    KubernetesVersion version;  ///< of its program; 0.0.0: not remembered
    /// The rendered files that it reads, by path: a fallback is to what they were. None holds a secret.
    std::map<std::string, std::string> files;
    std::string bind_address;  ///< where it is asked for its health, whatever the desired state says meanwhile
    std::uint16_t port = 0;    ///< 0: not remembered
    SystemTime published_at{};
    bool hand_made = false;  ///< generation 0: by others; the kubelet gives its pod a UID
    friend bool operator==(const Generation&, const Generation&) = default;
};

/// Why a generation did not run, or did not go on running.
struct Failure {
    std::string reason;  ///< one word, as in status
    std::string message;
    bool of_time = false;  ///< time may mend it: a slow card, a server that did not get ready
    SystemTime at{};       ///< of the last time
    int times = 1;         ///< in a row
    friend bool operator==(const Failure&, const Failure&) = default;
};

/// "REASON: message"
[[nodiscard]] std::string to_string(const Failure& failure);

/// SHA-512 of a large file, remembered with what lstat said, so that it is not read again while nothing changed.
struct KnownBinary {
    std::string source;    ///< path or URL
    std::string identity;  ///< device:inode:size:mtime:ctime of a path; empty for a URL
    std::string sha512;
    friend bool operator==(const KnownBinary&, const KnownBinary&) = default;
};

/// What a program says of itself, remembered so that each binary is asked once.
struct KnownProgram {
    std::string sha512;           ///< of the binary, or of the archive it came in
    std::string version;          ///< "v1.20.1" by --version; empty: it does not say
    std::set<std::string> flags;  ///< names without dashes, by --help
    friend bool operator==(const KnownProgram&, const KnownProgram&) = default;
};

/// Bytes of others that stood where planekeeper writes, kept below replaced_directory.
struct KeptCopy {
    std::string path;
    Digest digest;
    bool found = false;  ///< stood there before planekeeper did: never given up for a later one
    friend bool operator==(const KeptCopy&, const KeptCopy&) = default;
};

/// Whose the bytes at a path are.
struct PathHistory {
    bool found = false;            ///< a file stood here before planekeeper: it is never removed
    Digest found_as;               ///< its bytes, once they could be read
    std::vector<Digest> written;   ///< by planekeeper: the last ones, and what they take the place of
    std::vector<KeptCopy> copies;  ///< oldest first
    friend bool operator==(const PathHistory&, const PathHistory&) = default;
};

/// A container keeps the directories that it was made with, whatever takes their place.
struct MountedDirectories {
    std::string container;                          ///< id of the component's
    std::map<std::string, std::string> identities;  ///< as observed when it was first seen, by path
    std::uint32_t swaps = 0;                        ///< how often others took their place; part of each generation
    friend bool operator==(const MountedDirectories&, const MountedDirectories&) = default;
};

/// What has become of one component: what it ran with, and what is known of how it starts.
struct Rollout {
    std::optional<Generation> current;        ///< published, or about to be
    std::optional<Generation> last_good;      ///< passed its gate
    std::optional<Generation> previous_good;  ///< the good one before that one
    /// Id of the generation that has kept well since its publication: what happens to it now is not its fault.
    std::string soaked;
    std::map<std::string, Failure> failed;  ///< by generation id
    std::string rehearsed;                  ///< id of the generation that was rehearsed last and may be published
    std::set<std::string> cures;
    MountedDirectories mounted;
    std::optional<KnownBinary> binary;
    std::optional<KnownProgram> program;
    std::vector<std::chrono::seconds> starts;  ///< from container to gate, the last few on this board
    friend bool operator==(const Rollout&, const Rollout&) = default;
};

/// What planekeeper made and is about to make. Written before the effect it announces.
struct Ledger {
    std::set<std::string> materials;           ///< key material that has existed on this node; never made twice
    std::set<std::string> files;               ///< rendered files of ours: only these may ever be removed
    std::map<std::string, PathHistory> paths;  ///< of every path that planekeeper writes
    PerComponent<Rollout> rollouts;
    std::map<std::string, SequenceState> sequences;  ///< those that are under way, by name
    std::set<std::string> images;                    ///< references of images that planekeeper built
    std::set<Taint> taints;  ///< put on the node by planekeeper: only these may ever be taken off
    /// Of the marks that a node gets without being asked: those that it has had. What is gone since was taken off.
    std::set<Taint> default_taints;
    std::set<std::string> default_labels;
    bool new_cluster = false;  ///< somebody said that no life of before is to be minded
    SystemTime time_floor{};   ///< of the last write with a synchronised clock: time was never behind it
    friend bool operator==(const Ledger&, const Ledger&) = default;
};

}  // namespace planekeeper::model
