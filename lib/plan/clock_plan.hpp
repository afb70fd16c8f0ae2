#pragma once

#include <string>

#include "plan/draft.hpp"

// What the wall clock is worth. Private to this room.

namespace planekeeper::plan {

/// The reading, but not trusted when it is behind the ledger's floor, because time runs forward. A synchronised clock
/// is trusted all the same: then the floor is wrong.
[[nodiscard]] Now judged(Now now, const model::Ledger& ledger);

/// Why the clock is not trusted, and what to do; only asked when it is not.
[[nodiscard]] std::string doubt(const Draft& draft);

void plan_clock(Draft& draft);

/// Sets the time floor of the next ledger. Only a synchronised clock moves the floor: up when the ledger changes
/// anyway, down at once. Any other clock may be wrong by years, and would stop all issuing for as long.
void remember_time(Draft& draft, const model::Ledger& before);

}  // namespace planekeeper::plan
