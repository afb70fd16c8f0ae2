#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "components/rehearsal.hpp"
#include "edges/process_runner.hpp"
#include "model/desired_state.hpp"

// The commands that start an image's program beside the kubelet's containers: ctr where containerd has the image,
// buildah where the image is in containers/storage, which CRI-O reads (docs/adr/0023).

namespace planekeeper::drivers {

/// The name of the only container that is made in this way. The name says whose it is.
inline constexpr const char* rehearsal_container = "planekeeper-rehearsal";

struct ProgramStart {
    using Words = std::vector<std::string>;
    edges::Sandbox sandbox = edges::Sandbox::build;
    std::vector<Words> clear;    ///< run before and after; a missing thing is fine, so no outcome matters
    std::vector<Words> prepare;  ///< each must exit with 0
    Words run;                   ///< followed by the program's own arguments
    Words tasks;  ///< lists running tasks, so that the program can be the first to be killed; empty: its unit does that
};

/// `store` is containerd or containers_storage. `bounds` gives the mounts, empty directories and the memory limit.
[[nodiscard]] ProgramStart program_start(model::ImageStore store, model::ComponentId id,
                                         const model::DesiredState& desired,

                                         const std::string& reference, const kubernetes::Rehearsal& bounds);

/// True when ctr or buildah failed before the program started: then nothing is known about the program.
[[nodiscard]] bool starter_failed(int exit_code, const std::vector<std::string>& lines);

/// True for a line that buildah adds when a program exits with another code than 0.
[[nodiscard]] bool is_of_starter(std::string_view line);

}  // namespace planekeeper::drivers
