#pragma once

#include <string>

#include "base/result.hpp"
#include "linux/file_descriptor.hpp"

namespace planekeeper::linux_edges {

/// Allows one daemon per state directory. Held until destroyed; the kernel releases the lock however the process ends.
class InstanceLock {
public:
    /// `state_directory` is a real path (with the root in front) and must exist. Error: conflict, naming the process
    /// that holds the lock.
    [[nodiscard]] static Result<InstanceLock> acquire(const std::string& state_directory);

private:
    explicit InstanceLock(FileDescriptor file) : file_(std::move(file)) {}

    FileDescriptor file_;
};

}  // namespace planekeeper::linux_edges
