#pragma once

#include "model/snapshot.hpp"
#include "status/json_fields.hpp"

namespace planekeeper::status {

enum class Texts { left_out, included };

/// One planned change; a plan is part of two records, with and without the texts to compare.
[[nodiscard]] Json planned_change_field(const model::PlannedChange& change, Texts texts);
[[nodiscard]] model::PlannedChange planned_change_at(const Json& json);

/// Part of both records, too.
[[nodiscard]] Json condition_field(const model::Condition& condition);
[[nodiscard]] model::Condition condition_at(const Json& json);

}  // namespace planekeeper::status
