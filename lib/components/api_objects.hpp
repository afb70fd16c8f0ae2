#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"
#include "model/resource.hpp"

// The objects of the Kubernetes API that planekeeper keeps, one row each. Private to this room.

namespace planekeeper::kubernetes {

struct ApiObjectRow {
    std::string_view api_version;  ///< "policy/v1beta1", "v1"
    std::string_view kind;
    std::string_view plural;           ///< the part of the URL path: "podsecuritypolicies"
    std::string_view name_space = {};  ///< empty: the object has no namespace
    std::string_view name;
    std::string_view field;   ///< the field of the desired-state file that asks for the object
    std::string_view reason;  ///< the purpose of the object, as a clause
    bool (*declared)(const model::DesiredState&);
    /// The fields that planekeeper owns, without apiVersion, kind, name and namespace.
    nlohmann::json (*content)(const model::DesiredState&, const model::PerComponent<LinkEnds>&);
};

/// All rows in apply order: an object comes before the objects that use it.
[[nodiscard]] std::span<const ApiObjectRow> policy_rows();

/// The rows that this desired state declares.
[[nodiscard]] std::vector<const ApiObjectRow*> declared_objects(const model::DesiredState& desired);

/// "PodSecurityPolicy/default", "ConfigMap/kube-system/example"
[[nodiscard]] model::ResourceId resource_of(const ApiObjectRow& row);

[[nodiscard]] model::KubernetesObject object_of(const ApiObjectRow& row, const model::DesiredState& desired,
                                                const model::PerComponent<LinkEnds>& ends = {});

}  // namespace planekeeper::kubernetes
