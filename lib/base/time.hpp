#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace planekeeper {

using SystemTime = std::chrono::sys_seconds;
using SteadyTime = std::chrono::steady_clock::time_point;

/// One reading of both clocks. `system` is for certificates and for times that people read, `steady` for every delay.
struct Now {
    SystemTime system{};
    SteadyTime steady{};
    /// False while the wall clock may be wrong (a Pi has no RTC): then no certificate is issued, but repairs continue.
    bool trusted = true;
    /// NTP keeps the wall clock right. Such a time is trusted, whatever times were seen earlier.
    bool synchronised = true;

    friend bool operator==(const Now&, const Now&) = default;
};

/// RFC 3339 in UTC with seconds: 2026-11-24T06:00:00Z.
[[nodiscard]] std::string to_rfc3339(SystemTime time);
/// Reads exactly the form of to_rfc3339(); any other text gives nullopt.
[[nodiscard]] std::optional<SystemTime> from_rfc3339(std::string_view text);

/// "850ms", "12s", "3m5s", "2h", "41d": the largest two units, as kubectl prints an age.
[[nodiscard]] std::string short_duration(std::chrono::milliseconds duration);

}  // namespace planekeeper
