#pragma once

#include <chrono>
#include <string>

#include "plan/draft.hpp"

namespace planekeeper::plan {

/// What can be said of the generation that is published.
struct Verdict {
    model::State state = model::State::unknown;
    std::string reason;
    std::string message;
    bool gate_passed = false;     ///< container running, livez, readyz three times, a smoke read
    bool failed_for_good = false; ///< no retry of the same inputs can help
    std::string cure;             ///< a known failure that planekeeper may cure by itself
};

/// readyz in a row before a generation counts as good.
inline constexpr int gate_streak = 3;
/// A slow board needs minutes for its first start (kubernetes/kubeadm#413, #931).
inline constexpr std::chrono::minutes start_budget{6};

[[nodiscard]] Verdict judge(const Draft& draft, const model::Generation& published);

/// Asks for the looks that are due: often while something is happening, hardly ever while nothing is.
void schedule_looks(Draft& draft, const model::Generation& published, const Verdict& verdict);

}  // namespace planekeeper::plan
