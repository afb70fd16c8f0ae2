#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/time.hpp"

namespace planekeeper::model {

/// One rendering of the API server's static pod.
struct Generation {
    std::string id;             ///< full digest, hex
    std::string manifest;       ///< the very bytes
    std::string path;           ///< where it is published
    std::string image;          ///< reference
    SystemTime published_at{};
    friend bool operator==(const Generation&, const Generation&) = default;
};

/// SHA-512 of a large file, remembered with what lstat said, so that it is not read again while nothing changed.
struct KnownBinary {
    std::string source;         ///< path or URL
    std::string identity;       ///< device:inode:size:mtime:ctime of a path; empty for a URL
    std::string sha512;
    friend bool operator==(const KnownBinary&, const KnownBinary&) = default;
};

/// What planekeeper made and is about to make. Written before the effect it announces.
struct Ledger {
    std::set<std::string> materials;          ///< key material that has existed on this node; never made twice
    std::set<std::string> files;              ///< rendered files of ours: only these may ever be removed
    std::optional<Generation> current;        ///< published, or about to be
    std::optional<Generation> last_good;      ///< passed its gate
    std::map<std::string, std::string> failed;///< generation id to reason; not tried again
    std::set<std::string> cures;
    std::optional<KnownBinary> binary;
    std::set<std::string> images;             ///< references of images that planekeeper built
    SystemTime time_floor{};                  ///< the latest trusted time seen at a write: the clock was never behind it
    friend bool operator==(const Ledger&, const Ledger&) = default;
};

}  // namespace planekeeper::model
