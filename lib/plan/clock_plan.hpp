#pragma once

#include <string>

#include "plan/draft.hpp"

// What the wall clock is worth. Private to this room.

namespace planekeeper::plan {

/// The reading, trusted no more when it is behind the ledger's floor: time runs forward. A synchronised clock is right
/// all the same, and then the floor is wrong.
[[nodiscard]] Now judged(Now now, const model::Ledger& ledger);

/// Why the clock is not trusted, and what to do; only asked when it is not.
[[nodiscard]] std::string doubt(const Draft& draft);

void plan_clock(Draft& draft);

/// The floor of the next ledger. Only a synchronised clock moves it, up with what is written anyway, and down at once;
/// any other one may be wrong by years and would stop all issuing for as long.
void remember_time(Draft& draft, const model::Ledger& before);

}  // namespace planekeeper::plan
