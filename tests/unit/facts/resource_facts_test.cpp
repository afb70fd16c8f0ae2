#include "facts/resource_facts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace planekeeper::kubernetes::resource_facts_test {
namespace {

TEST(MemoryLimit, OfEachMinorIsOneRowWithWhatWasMeasured) {
    for (int minor = oldest_minor; minor <= newest_minor; ++minor) {
        const auto rows =
            std::ranges::count_if(memory_facts(), [&](const auto& row) { return row.minors.contains(minor); });
        EXPECT_EQ(rows, 1) << minor;
        EXPECT_FALSE(memory_limit(minor).empty()) << minor;
    }
}

}  // namespace
}  // namespace planekeeper::kubernetes::resource_facts_test
