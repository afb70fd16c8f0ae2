#include "plan/clock_plan.hpp"

#include <fmt/format.h>

namespace planekeeper::plan {

namespace {

bool behind_the_floor(Now now, const model::Ledger& ledger) {
    return !now.synchronised && now.system < ledger.time_floor;
}

}  // namespace

Now judged(Now now, const model::Ledger& ledger) {
    if (behind_the_floor(now, ledger)) now.trusted = false;
    return now;
}

std::string doubt(const Draft& draft) {
    const auto clock = fmt::format("the clock says {}", to_rfc3339(draft.now.system));
    const auto& ledger = draft.plan.ledger;
    if (behind_the_floor(draft.now, ledger)) {
        return fmt::format(
            "{}, and this node has seen {}. Start time synchronisation: a synchronised clock is believed at once, "
            "whatever was seen. Without one, set the clock, or see \"A clock that was wrong\" in docs/operations.md",
            clock, to_rfc3339(ledger.time_floor));
    }
    return fmt::format(
        "{} and nobody vouches for it (no RTC, no time synchronisation?); start time synchronisation or set it", clock);
}

void plan_clock(Draft& draft) {
    if (draft.now.trusted) return;
    const bool behind = behind_the_floor(draft.now, draft.plan.ledger);
    draft.status({model::ResourceKind::clock, "system"}, model::State::degraded,
                 behind ? "ClockBehindFloor" : "ClockNotTrusted",
                 fmt::format("no certificate is issued now: {}", doubt(draft)));
}

void remember_time(Draft& draft, const model::Ledger& before) {
    auto& floor = draft.plan.ledger.time_floor;
    if (!draft.now.synchronised) return;
    if (draft.plan.ledger != before || floor > draft.now.system) floor = draft.now.system;
}

}  // namespace planekeeper::plan
