#pragma once

#include <string_view>

#include "schemas/rules.hpp"

namespace planekeeper::schemas {

/// What a kind of kube-apiserver's configuration files may hold. The versions of a kind (alpha, beta, v1) hold the same
/// in one minor (k8s.io/apiserver pkg/apis/apiserver, read for v1.20 to v1.37).
struct ConfigKind {
    std::string_view kind;
    std::string_view schema;  ///< as Schema takes it
    Rules rules = {};
};

/// nullptr: nothing is known of the kind.
[[nodiscard]] const ConfigKind* find_config_kind(std::string_view kind);

}  // namespace planekeeper::schemas
