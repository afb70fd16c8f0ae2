#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace planekeeper::bench {

using Duration = std::chrono::nanoseconds;

/// The smallest value that this part of the values does not exceed; zero for no values.
[[nodiscard]] Duration quantile(std::vector<Duration> values, double part);
[[nodiscard]] inline Duration median(std::vector<Duration> values) { return quantile(std::move(values), 0.5); }

/// "1.234 ms"
[[nodiscard]] std::string milliseconds_text(Duration duration);

/// "2.9x"; "-" without a floor.
[[nodiscard]] std::string ratio_text(Duration measured, Duration floor);

}  // namespace planekeeper::bench
