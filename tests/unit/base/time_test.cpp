#include "base/time.hpp"

#include <gtest/gtest.h>

namespace planekeeper::time_test {
namespace {

TEST(Rfc3339, IsReadAsItIsWritten) {
    for (const char* text : {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "9999-12-31T23:59:59Z"}) {
        const auto time = from_rfc3339(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(to_rfc3339(*time), text);
    }
}

TEST(Rfc3339, WhatIsNoSuchTimeIsNone) {
    for (const char* text :
         {"", "Z", "2026-11-24", "2026x11y24z06q00q00Z", "2026-11-24T06:00:00", "2026-11-24T06:00:00Zx",
          "2026-11-24T99:99:99Z", "2026-11-24T24:00:00Z", "2026-11-24T06:60:00Z", "2026-11-24T06:00:60Z",
          "2026-02-29T06:00:00Z", "2026-13-01T06:00:00Z", "2026-11-24T06:00:00+01:00", "2026-11-24t06:00:00z",
          "+026-11-24T06:00:00Z", "2026-11-24T-6:00:00Z", "2026-11-24T06:00:00.5Z"}) {
        EXPECT_FALSE(from_rfc3339(text)) << text;
    }
}

}  // namespace
}  // namespace planekeeper::time_test
