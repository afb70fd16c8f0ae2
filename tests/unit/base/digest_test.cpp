#include "base/digest.hpp"

#include <gtest/gtest.h>

namespace planekeeper::digest_test {
namespace {

TEST(Base64, ComesBackAsItWas) {
    for (const std::string bytes : {"", "a", "ab", "abc", "0123456789abcdef0123456789abcdef"}) {
        EXPECT_EQ(decoded_base64(base64(bytes)), bytes);
    }
}

TEST(Base64, MayBeBrokenIntoLines) { EXPECT_EQ(decoded_base64("YWJj\r\nZGVm\n"), "abcdef"); }

TEST(Base64, IsReadAsStrictlyAsGoDoes) {
    for (const char* text : {"YWI", "YW Jj", "YWJj ", "YQ=a", "=YWJ", "YQ===", "YWJj-_==", "Y\tWJ", "<masked>"}) {
        EXPECT_EQ(decoded_base64(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace planekeeper::digest_test
