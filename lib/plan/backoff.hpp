#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "model/observed.hpp"

namespace planekeeper::plan {

/// When a failed attempt may be made again: 1 s, 2 s, 4 s … at most 1 minute after the last one.
[[nodiscard]] SteadyTime retry_time(const model::Attempts& attempts);

/// The time of the next look at a thing that could not be seen: after as long as the looks have failed, but after at
/// least 1 s and at most 1 minute.
[[nodiscard]] SteadyTime next_look(SteadyTime failing_since, SteadyTime now);

/// Two writers that fight over one thing would repair it for ever. From the fifth repair within ten minutes on, each
/// further one waits twice as long as the one before, from 2 s to 5 minutes. nullopt: repair at once.
[[nodiscard]] std::optional<SteadyTime> next_repair(const std::vector<SteadyTime>& repairs, SteadyTime now);

/// When a thing may be made from the same inputs again: three times within an hour, no more. nullopt: at once.
[[nodiscard]] std::optional<SteadyTime> next_making(const std::vector<SteadyTime>& times, SteadyTime now);

inline constexpr std::size_t most_makings = 3;
inline constexpr int free_repairs = 5;
inline constexpr std::chrono::minutes repair_window{10};

}  // namespace planekeeper::plan
