#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"
#include "spec/findings.hpp"

// The paths of a desired state, and the rules that they must obey.

namespace planekeeper::spec {

enum class PathUse {
    written_directory,  ///< planekeeper writes files into it
    log_directory,      ///< the container writes into it
    mounted_directory,  ///< the container reads files in the directory
    written_file,       ///< planekeeper writes it
    mounted_file,       ///< the container reads it: its directory is mounted
    read_file,          ///< planekeeper reads it
    image_file,         ///< a path in the image, not on the node
};

struct NodePath {
    PathUse use = PathUse::read_file;
    std::string field;  ///< as in "spec.pki.directory"
    std::string path;
};

/// Every path that the file sets or leaves at its default, with its field; a field may have several paths. A new field of
/// type path needs a row here.
[[nodiscard]] std::vector<NodePath> node_paths(const model::DesiredState& state);

/// Reports paths that would destroy or expose files of planekeeper, of the system or of another field.
/// `file` is the path of the desired-state file.
void check_node_paths(const model::DesiredState& state, std::string_view file, Findings& findings);

/// True when a container may see the directory of this file, the target of a link.
[[nodiscard]] bool may_be_mounted(const std::string& path);

}  // namespace planekeeper::spec
