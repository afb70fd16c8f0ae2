#include <fmt/format.h>

#include <utility>

#include "spec/embedded_yaml.hpp"
#include "spec/names.hpp"
#include "spec/network.hpp"
#include "spec/quantities.hpp"
#include "spec/sections.hpp"

namespace planekeeper::spec {

namespace {

void read_authorization_modes(const Value& value, std::vector<std::string>& modes) {
    MapReader::store_list(value, modes, [&](const std::string& text) -> Checked<std::string> {
        if (text == "Webhook") {
            return refuse("Webhook is not named here", "declare spec.authorizationWebhook: it adds the mode");
        }
        return one_of(value.field(), "authorization mode", text);
    });
}

/// As a list, or as kube-apiserver takes them.
void read_service_ranges(const Value& value, std::string& ranges) {
    if (!value.list()) return MapReader::store(value, ranges, service_ranges);
    std::vector<std::string> items;
    MapReader::store_list(value, items);
    if (value.findings().wrong(value.path())) return;
    if (items.size() > 2) return value.report("more than two ranges", "one IPv4 and one IPv6 range, or one range");
    auto checked = service_ranges(items.size() == 1 ? items[0] : fmt::format("{},{}", items[0], items[1]));
    if (!checked) return value.report(std::move(checked.error()));
    ranges = *std::move(checked);
}

[[nodiscard]] Checked<std::string> log_directory(const std::string& text) {
    // The one directory of the system that makes sense here: the container only writes its log into it.
    return text == "/var/log" ? Checked<std::string>(text) : own_directory(text);
}

}  // namespace

void read_audit(const Value& value, model::DesiredState& state) {
    MapReader map(value);
    auto& audit = state.apiserver.audit;
    map.read_targets(state);
    map.read("logDirectory", audit.log_directory, log_directory);
    if (const Value policy = map.at("policy"); policy.present()) {
        audit.policy = policy.block();
        if (audit.policy) check_audit_policy(policy, *audit.policy, judging_minor(state.version));
    }
    map.finish();
}

void read_apiserver(const Value& value, model::DesiredState& state) {
    MapReader map(value);
    auto& apiserver = state.apiserver;
    map.read_targets(state);
    read_service_ranges(map.at("serviceClusterIPRange"), apiserver.service_cluster_ip_range);
    read_authorization_modes(map.at("authorizationModes"), apiserver.authorization_modes);
    read_switches(map.at("runtimeConfig"), apiserver.runtime_config, api_group_version);
    read_audit(map.at("audit"), state);
    read_component(map, model::ComponentId::api_server, state.component(model::ComponentId::api_server));
    map.finish();
}

}  // namespace planekeeper::spec
