#include "facts/resource_facts.hpp"

#include <algorithm>
#include <array>

namespace planekeeper::kubernetes {

namespace {

/// Anonymous memory of kube-apiserver on a converged node: idle, with the objects of a small cluster, and at most while six
/// clients list and write them without a pause. The limit is the last of the three and four tenths more.
constexpr auto memory_table = std::to_array<MemoryFact>({
    {{20, 24}, "1Gi", "v1.20.1: 258, 369, 714 MiB; v1.24.17: 228, 366, 668 MiB", "tests/bench/memory, amd64"},
    {{25, 35}, "1Gi", "v1.25.4: 221, 338, 664 MiB", "tests/bench/memory, amd64"},
    {{36, still}, "768Mi", "v1.36.3: 175, 268, 548 MiB", "tests/bench/memory, amd64"},
});

}  // namespace

std::span<const MemoryFact> memory_facts() { return memory_table; }

std::string_view memory_limit(int minor) {
    return std::ranges::find_if(memory_table, [&](const auto& row) { return row.minors.contains(minor); })->limit;
}

}  // namespace planekeeper::kubernetes
