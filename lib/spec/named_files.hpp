#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/desired_state_file.hpp"

// Configuration files of the node that the user's flags name, judged as kube-apiserver's loader does.

namespace planekeeper::spec {

struct NamedFile {
    std::string flag;  ///< without dashes in front
    std::string path;  ///< on the node
    friend bool operator==(const NamedFile&, const NamedFile&) = default;
};

/// Those of a valid desired state whose content can be judged.
[[nodiscard]] std::vector<NamedFile> judged_files(const model::DesiredState& state);

/// All that kube-apiserver of this version would refuse in such a file, or drop without a word, with the places in it.
/// A file with YAML aliases is not judged beyond its form. Never throws.
[[nodiscard]] std::vector<Problem> judge_named_file(const NamedFile& file, std::string_view text,
                                                    const model::KubernetesVersion& version);

}  // namespace planekeeper::spec
