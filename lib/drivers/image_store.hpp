#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "edges/process_runner.hpp"
#include "model/desired_state.hpp"

// Where the container runtime has its images, and the program that reaches them there.

namespace planekeeper::drivers {

/// The declared store, or the one of the runtime that crictl speaks to. `processes` must outlive the call. Errors:
/// transient.
[[nodiscard]] boost::asio::awaitable<Result<model::ImageStore>> image_store(edges::ProcessRunner* processes,
                                                                            model::Runtime runtime);

/// ctr with the declared endpoint, or its own default, in the namespace of the kubelet's images (the CRI plugin sees no
/// other: containerd, docs/namespaces.md).
[[nodiscard]] std::vector<std::string> ctr_command(const model::Runtime& runtime, std::vector<std::string> words);

}  // namespace planekeeper::drivers
