#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"

// A rehearsal: the program of the next generation is started with its flags and files, without a network. The API server
// gets an etcd that does not exist, and an error in flags or files ends it before it asks for etcd. The rehearsal touches
// nothing that runs.

namespace planekeeper::kubernetes {

/// A unix socket, because v1.20 waits a minute for a TCP one before it goes on (cmd/kube-apiserver, CheckEtcdServers).
inline constexpr std::string_view dead_etcd = "unix:///run/planekeeper-rehearsal/etcd.sock";

/// The process to start.
struct Rehearsal {
    std::vector<std::string> flags;  ///< the generation's flags, except those for etcd and the address to listen on
    std::vector<Mount> mounts;       ///< all read-only
    std::vector<std::string> empty_directories;  ///< writable and empty, so that nothing reaches the node's logs
    std::uint64_t memory_bytes = 0;              ///< the limit of memory, equal to the pod's
};
[[nodiscard]] Rehearsal rehearsal(model::ComponentId id, const model::DesiredState& desired, const Cures& cures,
                                  const LinkEnds& ends = {});

/// True for a line in which kube-apiserver fails to reach the etcd of a rehearsal; flags and files were then fine.
[[nodiscard]] bool asks_for_etcd(std::string_view log_line);

/// The outcome of a rehearsal that has ended or was stopped, by its log and exit code. `generation` is left empty.
[[nodiscard]] model::ObservedRehearsal judge_rehearsal(model::ComponentId id, int exit_code,
                                                       const std::vector<std::string>& log,
                                                       const model::KubernetesVersion& version);

}  // namespace planekeeper::kubernetes
