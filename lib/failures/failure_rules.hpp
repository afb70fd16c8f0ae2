#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "failures/known_failures.hpp"

// The table of known failures. Private to this room.

namespace planekeeper::kubernetes {

inline constexpr int any_minor = 1'000;
/// Stands in `parts` for the name of the component in question.
inline constexpr std::string_view component_piece = "<component>";

struct FailureRule {
    std::string_view id;
    /// Pieces of one log line, in this order. Not a regular expression: a log line may be a megabyte long.
    std::vector<std::string_view> parts;
    std::string_view explanation;  ///< "{}" stands for the log line from the first piece on
    bool deterministic = false;
    std::string_view cure = {};
    int oldest_minor = 0;
    int newest_minor = any_minor;
};

/// The rules of kube-scheduler, which have their own file.
[[nodiscard]] std::span<const FailureRule> scheduler_rules();

/// The first rule that matches counts, so special rules stand before general ones.
[[nodiscard]] std::span<const FailureRule> failure_rules(LogSource source);

/// Rules for what a running program waits for.
[[nodiscard]] std::span<const FailureRule> wait_rules(LogSource source);

}  // namespace planekeeper::kubernetes
