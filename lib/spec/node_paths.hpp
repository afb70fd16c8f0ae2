#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"
#include "spec/findings.hpp"

// The paths of a desired state, and which of them must not be.

namespace planekeeper::spec {

enum class PathUse {
    written_directory,  ///< planekeeper writes files into it
    log_directory,      ///< the container writes into it
    mounted_directory,  ///< the container reads what is in it
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

/// Every path that the file sets or leaves at its default; one row for each field, in the order of the reference.
/// What a new field of type path needs besides its reading is a row here.
[[nodiscard]] std::vector<NodePath> node_paths(const model::DesiredState& state);

/// Reports paths that would destroy or hand out what is planekeeper's own, the system's, or another field's.
/// `file` is where the desired state itself was read from.
void check_node_paths(const model::DesiredState& state, std::string_view file, Findings& findings);

/// Whether a container may be shown the directory of this file, to which a link leads.
[[nodiscard]] bool may_be_mounted(const std::string& path);

}  // namespace planekeeper::spec
