#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.hpp"
#include "linux/file_descriptor.hpp"

namespace planekeeper::linux_edges {

/// A started program: its process id (not reaped yet) and our ends of its pipes.
struct Spawned {
    pid_t pid = -1;
    FileDescriptor pidfd;
    FileDescriptor output;
    FileDescriptor errors;
};

/// Starts a program as ChildProcessRunner promises. `environment` is complete. Errors: not_found (no such program, or
/// no such working directory), permission, transient.
[[nodiscard]] Result<Spawned> spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
                                    const std::string& working_directory);

}  // namespace planekeeper::linux_edges
