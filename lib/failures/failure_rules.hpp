#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "failures/known_failures.hpp"

// The table of known failures. Private to this room.

namespace planekeeper::kubernetes {

inline constexpr int any_minor = 1'000;
/// A piece that stands for the name of the component that is asked about.
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

/// Those of kube-scheduler, which has a file of its own.
[[nodiscard]] std::span<const FailureRule> scheduler_rules();

/// The particular before the general: the first rule that matches counts.
[[nodiscard]] std::span<const FailureRule> failure_rules(LogSource source);

/// Of what a program waits for while it runs.
[[nodiscard]] std::span<const FailureRule> wait_rules(LogSource source);

}  // namespace planekeeper::kubernetes
