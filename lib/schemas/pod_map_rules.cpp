#include "schemas/pod_map_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "facts/quantity.hpp"
#include "schemas/explain.hpp"
#include "schemas/rules.hpp"
#include "schemas/words.hpp"

namespace planekeeper::schemas {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 2> container_lists{"initContainers", "containers"};

/// Calls `visit(container, path)` for each container of a pod.
template <class Visit>
void for_each_container(const Schema::Visited& spec, std::string_view list, Visit visit) {
    const json& containers = list_at(spec.value, list);
    for (std::size_t index = 0; index < containers.size(); ++index) {
        visit(containers[index], below(spec.path, std::string(list), std::to_string(index)));
    }
}

void add(std::vector<Flaw>& flaws, Path path, std::string message, std::string hint = {}) {
    flaws.push_back({.path = std::move(path), .message = std::move(message), .hint = std::move(hint)});
}

[[nodiscard]] int port_at(const json& map, std::string_view key) {
    const auto found = map.is_object() ? map.find(key) : map.end();
    return found != map.end() && found->is_number_integer() ? found->get<int>() : 0;
}

[[nodiscard]] std::set<std::string_view> names_in(const json& list) {
    std::set<std::string_view> names;
    for (const auto& item : list) names.insert(text_at(item, "name"));
    return names;
}

[[nodiscard]] std::string quoted_name(std::string_view name) { return shown(std::string(name)); }

}  // namespace

void check_probes(const Schema::Visited& container, std::vector<Flaw>& flaws) {
    for (const std::string_view probe : {"livenessProbe", "startupProbe"}) {
        const json& threshold = map_at(container.value, probe);
        if (port_at(threshold, "successThreshold") > 1) {
            add(flaws, below(container.path, std::string(probe), "successThreshold"), "must be 1 for this probe");
        }
    }
}

void check_privileges(const Schema::Visited& container, std::vector<Flaw>& flaws) {
    const json& security = map_at(container.value, "securityContext");
    const bool privileged = true_at(security, "privileged");
    const auto escalation = security.find("allowPrivilegeEscalation");
    if (privileged && escalation != security.end() && *escalation == false) {
        add(flaws, below(container.path, "securityContext", "allowPrivilegeEscalation"),
            "a privileged container cannot be kept from escalation", "remove one of them");
    }
    const json& mounts = list_at(container.value, "volumeMounts");
    for (std::size_t index = 0; index < mounts.size(); ++index) {
        if (text_at(mounts[index], "mountPropagation") != "Bidirectional" || privileged) continue;
        add(flaws, below(container.path, "volumeMounts", std::to_string(index), "mountPropagation"),
            "Bidirectional is for privileged containers only", "write HostToContainer, or make it privileged");
    }
}

void check_variable(const Schema::Visited& variable, std::vector<Flaw>& flaws) {
    if (variable.value.contains("valueFrom") && !text_at(variable.value, "value").empty()) {
        add(flaws, below(variable.path, "valueFrom"), "value and valueFrom exclude each other", "keep one of them");
    }
}

void check_labels(const Schema::Visited& metadata, std::vector<Flaw>& flaws) {
    for (const std::string_view list : {"labels", "annotations"}) {
        for (const auto& [key, value] : map_at(metadata.value, list).items()) {
            const Path path = below(metadata.path, std::string(list), key);
            if (std::string message = label_key(key); !message.empty()) add(flaws, path, std::move(message));
            if (list == "annotations") continue;
            if (std::string message = label_value(value); !message.empty()) add(flaws, path, std::move(message));
        }
    }
}

void check_container_names(const Schema::Visited& spec, std::vector<Flaw>& flaws) {
    std::set<std::string_view> seen;
    for (const auto list : container_lists) {
        for_each_container(spec, list, [&](const json& container, const Path& path) {
            const auto name = text_at(container, "name");
            if (name.empty() || seen.insert(name).second) return;
            add(flaws, below(path, "name"), fmt::format("a second container with the name {}", quoted_name(name)),
                "rename one of them");
        });
    }
}

void check_host_ports(const Schema::Visited& spec, std::vector<Flaw>& flaws) {
    const bool on_host = true_at(spec.value, "hostNetwork");
    std::set<std::tuple<std::string, std::string, int>> taken;
    for_each_container(spec, "containers", [&](const json& container, const Path& path) {
        const json& ports = list_at(container, "ports");
        for (std::size_t index = 0; index < ports.size(); ++index) {
            const Path place = below(path, "ports", std::to_string(index));
            const int inner = port_at(ports[index], "containerPort");
            const int given = port_at(ports[index], "hostPort");
            if (on_host && given != 0 && given != inner) {
                add(flaws, below(place, "hostPort"), "must be the containerPort: the pod is on the host's network");
            }
            const int outer = given == 0 && on_host ? inner : given;
            const auto protocol = text_at(ports[index], "protocol");
            const bool fresh =
                taken.emplace(protocol.empty() ? "TCP" : protocol, text_at(ports[index], "hostIP"), outer).second;
            if (outer != 0 && !fresh) {
                add(flaws, place, fmt::format("port {} of the host is taken by another entry", outer),
                    "remove one of them");
            }
        }
    });
}

void check_init_containers(const Schema::Visited& spec, std::vector<Flaw>& flaws) {
    for_each_container(spec, "initContainers", [&](const json& container, const Path& path) {
        if (!container.is_object() || text_at(container, "restartPolicy") == "Always") return;
        for (const std::string key : {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
            if (container.contains(key)) {
                add(flaws, below(path, key), "is not for init containers, unless their restartPolicy is Always",
                    "remove it");
            }
        }
    });
}

void check_mounts(const Schema::Visited& spec, std::vector<Flaw>& flaws) {
    const auto volumes = names_in(list_at(spec.value, "volumes"));
    for (const auto list : container_lists) {
        for_each_container(spec, list, [&](const json& container, const Path& path) {
            for (const std::string kind : {"volumeMounts", "volumeDevices"}) {
                const json& mounts = list_at(container, kind);
                for (std::size_t index = 0; index < mounts.size(); ++index) {
                    const auto name = text_at(mounts[index], "name");
                    if (name.empty() || volumes.contains(name)) continue;
                    flaws.push_back({.path = below(path, kind, std::to_string(index), "name"),
                                     .message = fmt::format("no volume has the name {}", quoted_name(name)),
                                     .hint = volumes.empty() ? "add it to spec.volumes" : "",
                                     .known = {volumes.begin(), volumes.end()}});
                }
            }
        });
    }
}

void check_resources(const Schema::Visited& resources, std::vector<Flaw>& flaws) {
    const std::vector<std::string> known{"cpu", "memory", "ephemeral-storage"};
    for (const std::string list : {"limits", "requests"}) {
        for (const auto& [name, amount] : map_at(resources.value, list).items()) {
            const Path path = below(resources.path, list, name);
            const bool standard = std::ranges::find(known, name) != known.end() || name.starts_with("hugepages-");
            if (!standard && name.find('/') == std::string::npos) {
                flaws.push_back({.path = path,
                                 .message = fmt::format("unknown resource \"{}\"", name),
                                 .key = true,
                                 .known = known});
            }
            if (std::string message = quantity_text(amount); !message.empty()) add(flaws, path, std::move(message));
        }
    }
    const json& limits = map_at(resources.value, "limits");
    for (const auto& [name, request] : map_at(resources.value, "requests").items()) {
        const auto limit = limits.find(name);
        if (limit == limits.end()) continue;
        const auto amount = [](const json& value) {
            return kubernetes::quantity(value.is_string() ? value.get_ref<const std::string&>() : value.dump());
        };
        const auto wanted = amount(request);
        const auto most = amount(*limit);
        if (wanted && most && *wanted > *most) {
            add(flaws, below(resources.path, "requests", name), fmt::format("is more than the limit {}", shown(*limit)),
                "lower it, or raise the limit");
        }
    }
}

void check_toleration(const Schema::Visited& toleration, std::vector<Flaw>& flaws) {
    const auto word = text_at(toleration.value, "operator");
    if (text_at(toleration.value, "key").empty() && word != "Exists") {
        add(flaws, toleration.path, "without a key it needs \"operator: Exists\"", "add it, or a key");
    }
    if (word == "Exists" && !text_at(toleration.value, "value").empty()) {
        add(flaws, below(toleration.path, "value"), "\"operator: Exists\" takes no value", "remove one of them");
    }
    if (toleration.value.contains("tolerationSeconds") && text_at(toleration.value, "effect") != "NoExecute") {
        add(flaws, below(toleration.path, "tolerationSeconds"), "needs \"effect: NoExecute\"", "add it");
    }
}

}  // namespace planekeeper::schemas
