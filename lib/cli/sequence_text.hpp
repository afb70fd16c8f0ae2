#pragma once

#include <string>
#include <vector>

#include "model/sequence.hpp"

namespace planekeeper::cli {

/// "Stages of PodSecurityPolicyBorder": the title above stage_lines().
[[nodiscard]] std::string sequence_title(const model::SequenceView& sequence);

/// One line for each stage: "1. done: publish …", "2. now: …", "3. then: …".
[[nodiscard]] std::vector<std::string> stage_lines(const model::SequenceView& sequence);

}  // namespace planekeeper::cli
