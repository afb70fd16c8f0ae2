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

/// Reads "https://HOST:PORT" (HOST may have brackets); nullopt without TLS.
[[nodiscard]] std::optional<EtcdAddress> etcd_address(std::string_view url);

/// The addresses of the declared servers with TLS. A server of this node is also asked at the loopback address, where
/// etcd usually listens too: an installed daemon can reach nothing else.
[[nodiscard]] std::vector<EtcdAddress> etcd_addresses(const model::DesiredState& desired);

}  // namespace planekeeper::drivers
