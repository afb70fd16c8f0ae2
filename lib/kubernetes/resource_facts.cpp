#include "kubernetes/resource_facts.hpp"

#include <algorithm>
#include <array>

namespace planekeeper::kubernetes {

namespace {

/// Twice the limit that was seen to be too little: what the server takes without one was not measured.
constexpr auto memory_table = std::to_array<MemoryFact>({
    {{20, 24},
     "768Mi",
     "v1.20.2: 290 to 420 MB; v1.24.17 was killed at 384Mi by the conformance tests after 5 minutes",
     "running servers, amd64"},
    {{25, still}, "768Mi", "idle v1.25 275 MB, v1.31 257 MB, v1.36 281 MB", "running servers, amd64"},
});

}  // namespace

std::span<const MemoryFact> memory_facts() {
    return memory_table;
}

std::string_view memory_limit(int minor) {
    return std::ranges::find_if(memory_table, [&](const auto& row) { return row.minors.contains(minor); })->limit;
}

}  // namespace planekeeper::kubernetes
