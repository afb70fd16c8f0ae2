#pragma once

#include <sys/types.h>

#include <cstdint>

#include "quantiles.hpp"

namespace planekeeper::bench {

/// The cost of a process so far, from /proc. The first three members are present values.
struct ProcessCost {
    std::uint64_t resident_kib = 0;
    std::uint64_t proportional_kib = 0;
    std::uint64_t private_kib = 0;
    std::uint64_t wakeups = 0;        ///< voluntary context switches of all threads
    std::uint64_t written_bytes = 0;  ///< sent towards the disk
    std::uint64_t write_calls = 0;
    std::uint64_t child_faults = 0;  ///< page faults of ended children: unchanged means that no child ran
    Duration cpu{};                  ///< on a processor, all threads
};

[[nodiscard]] ProcessCost cost_of(pid_t pid);

}  // namespace planekeeper::bench
