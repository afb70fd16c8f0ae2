#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace planekeeper::edges {

/// Pokes a wake flag (given to the implementation) when anything changes in one of the watched directories: a thing
/// directly in it (not further below), or the directory itself. It says only *that* something may have changed: whoever
/// wakes looks at everything. Lost events are possible (queue overflow pokes too); a slow rescan elsewhere makes up for
/// them. After its end it pokes no more.
class FileWatcher {
public:
    FileWatcher() = default;
    FileWatcher(const FileWatcher&) = delete;
    FileWatcher& operator=(const FileWatcher&) = delete;
    virtual ~FileWatcher() = default;

    /// Replaces the set of watched directories, absolute paths of this machine; what has changed in the old set until now still pokes. A directory that
    /// does not exist is watched through its nearest existing parent until it does: each step towards it pokes, and so
    /// does its end. Calling it again with the same set costs a comparison. A directory that cannot be watched does not
    /// keep the others from it: its error is returned (the first, of several), and each call tries it again. To watch
    /// pokes nobody.
    [[nodiscard]] virtual Result<void> watch(const std::vector<std::string>& directories) = 0;
};

}  // namespace planekeeper::edges
