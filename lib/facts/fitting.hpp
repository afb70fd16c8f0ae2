#pragma once

#include <string>
#include <string_view>

#include "model/component.hpp"

#include "model/desired_state.hpp"

// How a Kubernetes version treats a name of the user (a flag, a plugin, a gate, an API).

namespace planekeeper::kubernetes {

enum class Fate {
    kept,        ///< written unchanged
    left_out,    ///< not written: the version does the same without it, or does not serve the API any more
    translated,  ///< written in other words that mean the same
    refused,     ///< the version has nothing like it; kube-apiserver would not start, or do something else
    unknown,     ///< no supported version knows the name
};

struct Fitting {
    Fate fate = Fate::kept;
    std::string message;  ///< one sentence for people; empty when kept
    std::string hint;     ///< what to do; may be empty
    friend bool operator==(const Fitting&, const Fitting&) = default;
};

/// `name` is without dashes in front. A user's flag is never left out or translated: only the user changes it.
[[nodiscard]] Fitting fit_flag(model::ComponentId id, std::string_view name, int minor);
[[nodiscard]] Fitting fit_plugin(std::string_view name, int minor);
[[nodiscard]] Fitting fit_gate(std::string_view name, bool on, int minor);
/// A key of --runtime-config. An API that is not served by default in any supported version is kept: there are alpha
/// versions that this room does not list.
[[nodiscard]] Fitting fit_api(std::string_view key, int minor);

/// "--name=value" in place of a feature gate that became a flag: only for a gate that fit_gate() translates.
[[nodiscard]] std::string flag_for_gate(std::string_view name);

}  // namespace planekeeper::kubernetes
