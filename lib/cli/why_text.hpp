#pragma once

#include <string>
#include <vector>

#include "cli/style.hpp"
#include "model/origin.hpp"

namespace planekeeper::cli {

/// "spec.apiserver.port (/etc/planekeeper/desired-state.yaml:12:11)", "v1.20: it fails on slow boards (kubernetes#97525)"
[[nodiscard]] std::string origin_text(const model::Origin& origin);

/// Each part of it with its causes below, and what is left out with the reason.
[[nodiscard]] std::string explanation_text(const model::Explanation& explanation, const Style& style);

/// What a subject and a flag ask for: of the resource, path or component of this name all, or of a mount, a certificate's name or a
/// file that flags name these parts alone. Empty: there is nothing of that name.
[[nodiscard]] std::vector<model::Explanation> asked_for(std::vector<model::Explanation> all, const std::string& subject,
                                                        const std::string& flag);

}  // namespace planekeeper::cli
