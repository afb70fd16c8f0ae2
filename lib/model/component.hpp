#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/enum_map.hpp"

namespace planekeeper::model {

/// The components of a control plane that run as static pods, in the order of their start.
enum class ComponentId { etcd, api_server, controller_manager, scheduler };

inline constexpr std::array all_components{ComponentId::etcd, ComponentId::api_server, ComponentId::controller_manager,
                                           ComponentId::scheduler};

/// "kube-apiserver": the name of the component's program, pod and container, and its key in the ledger.
[[nodiscard]] constexpr std::string_view to_string(ComponentId id) noexcept {
    switch (id) {
        case ComponentId::etcd: return "etcd";
        case ComponentId::api_server: return "kube-apiserver";
        case ComponentId::controller_manager: return "kube-controller-manager";
        case ComponentId::scheduler: return "kube-scheduler";
    }
    return {};
}

/// nullopt: this program does not know the name.
[[nodiscard]] constexpr std::optional<ComponentId> component_from(std::string_view name) noexcept {
    for (const auto id : all_components) {
        if (to_string(id) == name) return id;
    }
    return std::nullopt;
}

}  // namespace planekeeper::model

namespace planekeeper {

template <>
inline constexpr std::size_t enum_count<model::ComponentId> = model::all_components.size();

namespace model {
template <class T>
using PerComponent = EnumMap<ComponentId, T>;
}

}  // namespace planekeeper
