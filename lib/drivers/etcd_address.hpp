#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace planekeeper::drivers {

struct EtcdAddress {
    std::string host;             ///< without brackets
    std::uint16_t port = 2379;
};

/// Of "https://HOST:PORT", HOST perhaps in brackets; nullopt without TLS.
[[nodiscard]] std::optional<EtcdAddress> etcd_address(std::string_view url);

}  // namespace planekeeper::drivers
