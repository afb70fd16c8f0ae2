#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "edges/process_runner.hpp"
#include "model/desired_state.hpp"

// The store of the container runtime's images, and the program that accesses it.

namespace planekeeper::drivers {

/// The declared store, or that of the runtime that crictl talks to. `processes` must outlive the call. Errors:
/// transient.
[[nodiscard]] boost::asio::awaitable<Result<model::ImageStore>> image_store(edges::ProcessRunner* processes,
                                                                            model::Runtime runtime);

/// A ctr command with the declared endpoint, or ctr's own default, in the namespace of the kubelet's images (the CRI
/// plugin sees no other: containerd, docs/namespaces.md).
[[nodiscard]] std::vector<std::string> ctr_command(const model::Runtime& runtime, std::vector<std::string> words);

}  // namespace planekeeper::drivers
