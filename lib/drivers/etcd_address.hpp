#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

namespace planekeeper::drivers {

struct EtcdAddress {
    std::string host;  ///< without brackets
    std::uint16_t port = 0;
};

/// Of "https://HOST:PORT", HOST perhaps in brackets; nullopt without TLS.
[[nodiscard]] std::optional<EtcdAddress> etcd_address(std::string_view url);

/// Where the declared servers are asked, those with TLS. One of this node by the loopback address, too, where etcd mostly
/// listens as well: an installed daemon reaches nothing else.
[[nodiscard]] std::vector<EtcdAddress> etcd_addresses(const model::DesiredState& desired);

}  // namespace planekeeper::drivers
