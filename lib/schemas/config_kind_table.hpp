#pragma once

#include <string_view>

#include "schemas/rules.hpp"

namespace planekeeper::schemas {

/// The allowed content of a kind of kube-apiserver's configuration files. Within one minor all versions of a kind
/// (alpha, beta, v1) allow the same content (k8s.io/apiserver pkg/apis/apiserver, read for v1.20 to v1.37).
struct ConfigKind {
    std::string_view kind;
    std::string_view schema;  ///< in the form that Schema takes
    Rules rules = {};
};

/// nullptr: the kind is unknown.
[[nodiscard]] const ConfigKind* find_config_kind(std::string_view kind);

}  // namespace planekeeper::schemas
