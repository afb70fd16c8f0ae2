#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace planekeeper::edges {

/// Pokes a wake flag (given to the implementation) when something changes directly in a watched directory, not further
/// below, or when the directory itself changes. A poke says only that something may have changed, so the woken side
/// looks at everything. Events may be lost (a queue overflow pokes too); a slow rescan elsewhere makes up for them. A
/// destroyed watcher pokes no more.
class FileWatcher {
public:
    FileWatcher() = default;
    FileWatcher(const FileWatcher&) = delete;
    FileWatcher& operator=(const FileWatcher&) = delete;
    virtual ~FileWatcher() = default;

    /// Replaces the set of watched directories, absolute paths of this machine. Earlier changes in the old set still
    /// poke. A missing directory is watched through its nearest existing parent: each step towards its creation pokes,
    /// and so does its removal. A call with the same set costs a comparison. When some directories cannot be watched,
    /// the others are watched, the first error is returned, and each call tries again. The call itself does not poke.
    [[nodiscard]] virtual Result<void> watch(const std::vector<std::string>& directories) = 0;
};

}  // namespace planekeeper::edges
