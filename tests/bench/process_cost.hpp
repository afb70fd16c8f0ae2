#pragma once

#include <sys/types.h>

#include <cstdint>

#include "quantiles.hpp"

namespace planekeeper::bench {

/// What a process has cost so far, from /proc; the first three are what it holds now.
struct ProcessCost {
    std::uint64_t resident_kib = 0;
    std::uint64_t proportional_kib = 0;
    std::uint64_t private_kib = 0;
    std::uint64_t wakeups = 0;        ///< voluntary context switches of all threads
    std::uint64_t written_bytes = 0;  ///< sent towards the disk
    std::uint64_t write_calls = 0;
    std::uint64_t child_faults = 0;  ///< page faults of children that ended: unchanged means that none was run
    Duration cpu{};                  ///< on a processor, all threads
};

[[nodiscard]] ProcessCost cost_of(pid_t pid);

}  // namespace planekeeper::bench
