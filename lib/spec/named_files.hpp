#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/desired_state_file.hpp"

// Configuration files of the node that the user's flags name, checked as kube-apiserver's loader checks them.

namespace planekeeper::spec {

struct NamedFile {
    std::string flag;  ///< without dashes in front
    std::string path;  ///< on the node
    friend bool operator==(const NamedFile&, const NamedFile&) = default;
};

/// The files of a valid desired state whose content planekeeper can check.
[[nodiscard]] std::vector<NamedFile> judged_files(const model::DesiredState& state);

/// Everything in such a file that kube-apiserver of this version would refuse or silently drop, with the places.
/// Only the form of a file with YAML aliases is checked. Never throws.
[[nodiscard]] std::vector<Problem> judge_named_file(const NamedFile& file, std::string_view text,
                                                    const model::KubernetesVersion& version);

}  // namespace planekeeper::spec
