#include "drivers/etcd_address.hpp"

#include "base/url.hpp"

namespace planekeeper::drivers {

std::optional<EtcdAddress> etcd_address(std::string_view url) {
    const auto parts = Url::parse(url);
    if (!parts || parts->scheme != "https") return std::nullopt;
    constexpr std::uint16_t standard_port = 2379;
    return EtcdAddress{.host = std::string{parts->host}, .port = parts->port_or(standard_port)};
}

std::vector<EtcdAddress> etcd_addresses(const model::DesiredState& desired) {
    std::vector<EtcdAddress> addresses;
    for (const auto& server : desired.etcd.servers) {
        const auto address = etcd_address(server);
        if (!address) continue;
        addresses.push_back(*address);
        if (address->host == desired.address) addresses.push_back({"127.0.0.1", address->port});
    }
    return addresses;
}

}  // namespace planekeeper::drivers
