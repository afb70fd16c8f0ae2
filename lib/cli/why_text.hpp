#pragma once

#include <string>
#include <vector>

#include "cli/style.hpp"
#include "model/origin.hpp"

namespace planekeeper::cli {

/// "spec.apiserver.port (/etc/planekeeper/desired-state.yaml:12:11)", or
/// "Kubernetes v1.20: it fails on slow boards (kubernetes#97525)"
[[nodiscard]] std::string origin_text(const model::Origin& origin);

/// Each part of it with its causes below, and what is left out with the reason.
[[nodiscard]] std::string explanation_text(const model::Explanation& explanation, const Style& style);

/// What a subject asks for: the resource, path or component of this name in full, of all others the flags, mounts and
/// names of certificates that speak of it; where there is none of these, the mounts that show a path. An empty subject
/// asks for all. Empty: there is nothing of that name.
[[nodiscard]] std::vector<model::Explanation> asked_for(const std::vector<model::Explanation>& all,
                                                        const std::string& subject);

/// This flag alone.
[[nodiscard]] std::vector<model::Explanation> flag_of(std::vector<model::Explanation> all, const std::string& flag);

}  // namespace planekeeper::cli
