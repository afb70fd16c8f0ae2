#pragma once

#include <span>
#include <string_view>

#include "facts/minors.hpp"

// API groups and versions that kube-apiserver serves.

namespace planekeeper::kubernetes {

struct ApiFact {
    std::string_view group_version;
    Minors served;                  ///< without any --runtime-config
    Minors back = never;            ///< known again, for other kinds, but served only on request of --runtime-config
    std::string_view instead = {};  ///< the later API of its kinds
    std::string_view source = {};   ///< empty: api_source()
};

/// In alphabetical order; v1, which is always served, is not listed.
[[nodiscard]] std::span<const ApiFact> api_facts();

/// nullptr when no supported minor serves it by default; --runtime-config may still turn the API on.
[[nodiscard]] const ApiFact* find_api(std::string_view group_version);

[[nodiscard]] std::string_view api_source();

/// An API that --runtime-config must not turn off: kube-apiserver refuses to start, unless the users of the API are off too.
struct NeededApiFact {
    std::string_view group_version;
    Minors needed;
    std::string_view gate;  ///< feature gate of what needs it
    std::string_view flag;  ///< flag that turns the same off by "false"
    std::string_view source;
};

[[nodiscard]] std::span<const NeededApiFact> needed_api_facts();

/// The minors that serve PodSecurityPolicy (policy/v1beta1).
[[nodiscard]] Minors pod_security_policy_minors();

}  // namespace planekeeper::kubernetes
