#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/minors.hpp"

// The gates, APIs and plugins that planekeeper itself writes for some minors only. Flags: FlagRow::written.

namespace planekeeper::kubernetes {

enum class SwitchKind { feature_gate, runtime_config };

/// An item of --feature-gates or --runtime-config that is written unless the user says otherwise.
struct RenderedSwitch {
    SwitchKind kind = SwitchKind::feature_gate;
    std::string_view name;
    bool value = false;
    Minors minors;
    std::string_view reason;
    std::string_view source;
};
[[nodiscard]] std::span<const RenderedSwitch> rendered_switches();

/// A row of the output of a cure of a known failure (failures/known_failures.hpp): a cure writes all its rows or none.
struct CureSwitch {
    std::string_view cure;
    std::string_view failure;  ///< id of the failure
    SwitchKind kind = SwitchKind::feature_gate;
    std::string_view name;
    bool value = false;
    Minors minors;
    std::string_view source;
};
[[nodiscard]] std::span<const CureSwitch> cure_switches();

/// False outside the window of a cure: the cure then writes nothing and can be forgotten.
[[nodiscard]] bool cure_applies(std::string_view cure, int minor);

/// The plugins that are enabled by name, as far as the minor has them.
[[nodiscard]] std::vector<std::string> default_plugins(int minor);

}  // namespace planekeeper::kubernetes
