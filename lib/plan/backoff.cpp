#include "plan/backoff.hpp"

#include <algorithm>

namespace planekeeper::plan {

using namespace std::chrono_literals;

SteadyTime retry_time(const model::Attempts& attempts) {
    const int doublings = std::clamp(attempts.failures - 1, 0, 6);
    return attempts.last + std::min<std::chrono::seconds>(1s * (1 << doublings), 60s);
}

SteadyTime next_look(SteadyTime failing_since, SteadyTime now) {
    return now + std::clamp<SteadyTime::duration>(now - failing_since, 1s, 60s);
}

std::optional<SteadyTime> next_repair(const std::vector<SteadyTime>& repairs, SteadyTime now) {
    const auto recent = std::ranges::count_if(repairs, [now](SteadyTime at) { return now - at < repair_window; });
    if (recent < free_repairs) return std::nullopt;
    const auto doublings = std::min<std::ptrdiff_t>(recent - free_repairs, 8);
    const auto wait = std::min<std::chrono::seconds>(2s * (1 << doublings), 300s);
    return repairs.back() + wait;
}

std::optional<SteadyTime> next_making(const std::vector<SteadyTime>& times, SteadyTime now) {
    if (times.size() < most_makings) return std::nullopt;
    const auto free = times[times.size() - most_makings] + 1h;
    return free > now ? std::optional{free} : std::nullopt;
}

}  // namespace planekeeper::plan
