#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "components/rehearsal.hpp"
#include "edges/process_runner.hpp"
#include "model/desired_state.hpp"

// How the program of an image is started beside the kubelet's containers: by ctr where containerd has the image, by
// buildah where it lies in containers/storage, which CRI-O reads (docs/adr/0023).

namespace planekeeper::drivers {

/// The name of the only container that is made so; it says whose it is.
inline constexpr const char* rehearsal_container = "planekeeper-rehearsal";

struct ProgramStart {
    using Words = std::vector<std::string>;
    edges::Sandbox sandbox = edges::Sandbox::build;
    std::vector<Words> clear;    ///< before and after; what is not there is what is wanted, so no outcome matters
    std::vector<Words> prepare;  ///< each must exit with 0
    Words run;                   ///< the program's own words follow
    Words tasks;                 ///< lists what runs, to make it the first to go; empty: its unit sees to that
};

/// `store` is containerd or containers_storage. Of `bounds` mounts, empty directories and memory count.
[[nodiscard]] ProgramStart program_start(model::ImageStore store, model::ComponentId id,
                                         const model::DesiredState& desired,

                                         const std::string& reference, const kubernetes::Rehearsal& bounds);

/// True when ctr or buildah failed before the program was there: nothing is known of the program then.
[[nodiscard]] bool starter_failed(int exit_code, const std::vector<std::string>& lines);

/// Lines that buildah adds to those of a program which ends with another code than 0.
[[nodiscard]] bool is_of_starter(std::string_view line);

}  // namespace planekeeper::drivers
