#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/environment.hpp"
#include "spec/desired_state_file.hpp"

namespace planekeeper::cli {

struct LoadedDesiredState {
    std::string name;     ///< its path, or "<stdin>"
    std::string text;     ///< as read, for showing lines of it
    spec::Parsed parsed;  ///< a file that cannot be read is a problem like any other
};

/// Reads and parses the file of the command line, or standard input for "-".
[[nodiscard]] LoadedDesiredState load_desired_state(const CommandLine& line, Environment& environment);

/// The configuration files of kube-apiserver that the desired state names and this machine has, each with what is wrong
/// in it; `root` is put in front of their paths. One that is not there lies on another machine and is left out.
[[nodiscard]] std::vector<LoadedDesiredState> judge_named_files(const model::DesiredState& state,
                                                                const std::string& root);

/// The same text, with this Kubernetes version in place of its own. It is not read a second time.
[[nodiscard]] LoadedDesiredState at_version(const LoadedDesiredState& loaded, const model::KubernetesVersion& version,
                                            const Environment& environment);

/// Each problem as FILE:LINE:COLUMN: …, with the line of the text it speaks of and a caret below it.
[[nodiscard]] std::string problems_text(const LoadedDesiredState& loaded, const class Style& style);

}  // namespace planekeeper::cli
