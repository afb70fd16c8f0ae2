#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// Files of a control-plane node that was in use before: a store that may hold data, and credentials of an authority.

namespace planekeeper::kubernetes {

/// A file that only such a node has.
struct LifeSign {
    std::string_view path;  ///< below each data directory of etcd, when it is relative
    std::string_view what;  ///< "a kubelet's kubeconfig"
    std::uint64_t larger_than = 0;
    /// The file belongs to an authority, not to data: a present authority may have signed it for a new node.
    bool of_authority = false;
    std::string_view source;
};
[[nodiscard]] std::span<const LifeSign> life_signs();

/// etcd's data directory by default; or each directory in it is one (Debian: "default").
inline constexpr std::string_view etcd_directory = "/var/lib/etcd";

}  // namespace planekeeper::kubernetes
