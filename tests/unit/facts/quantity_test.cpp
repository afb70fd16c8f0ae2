#include "facts/quantity.hpp"

#include <gtest/gtest.h>

namespace planekeeper::kubernetes::quantity_test {
namespace {

TEST(Quantity, KubernetesNotationsHaveTheirValues) {
    EXPECT_NEAR(static_cast<double>(quantity("500m").value_or(0.0L)), 0.5, 1e-12);
    EXPECT_NEAR(static_cast<double>(quantity("0.25").value_or(0.0L)), 0.25, 1e-12);
    EXPECT_EQ(quantity("384Mi").value_or(0.0L), 384.0L * 1024 * 1024);
    EXPECT_EQ(quantity("1e9").value_or(0.0L), 1e9L);
    EXPECT_EQ(quantity("1E").value_or(0.0L), 1e18L);
    EXPECT_EQ(quantity("1.5k").value_or(0.0L), 1500.0L);
}

TEST(Quantity, WhatIsNoneHasNoValue) {
    for (const char* text : {"", ".", "-1", "1mi", "1e", "1e99", "0x10", "1K"}) EXPECT_FALSE(quantity(text)) << text;
}

}  // namespace
}  // namespace planekeeper::kubernetes::quantity_test
