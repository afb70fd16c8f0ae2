#include "drivers/etcd_address.hpp"

#include <charconv>

namespace planekeeper::drivers {

std::optional<EtcdAddress> etcd_address(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    url = url.substr(0, url.find('/'));
    EtcdAddress address;
    const auto colon = url.rfind(':');
    const bool has_port = colon != std::string_view::npos && !url.substr(colon).contains(']');
    if (has_port) std::from_chars(url.data() + colon + 1, url.data() + url.size(), address.port);
    auto host = url.substr(0, has_port ? colon : url.size());
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    address.host = std::string{host};
    return address;
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
