#include "base/memo.hpp"

#include <gtest/gtest.h>

#include <string>

namespace planekeeper::memo_test {
namespace {

int calls = 0;

std::string joined(const std::string& text, const int& number) {
    ++calls;
    return text + std::to_string(number);
}

class MemoTest : public testing::Test {
protected:
    MemoTest() { calls = 0; }
    Memo<std::string, std::string, int> memo_{joined, 2};
};

TEST_F(MemoTest, CallsOncePerArguments) {
    EXPECT_EQ(memo_("a", 1), "a1");
    EXPECT_EQ(memo_("a", 1), "a1");
    EXPECT_EQ(memo_("a", 2), "a2");
    EXPECT_EQ(memo_("a", 1), "a1");
    EXPECT_EQ(calls, 2);
}

TEST_F(MemoTest, ForgetsWhatWasNotUsedForLongest) {
    (void)memo_("a", 1);
    (void)memo_("b", 1);
    (void)memo_("a", 1);
    (void)memo_("c", 1);
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(memo_("a", 1), "a1");
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(memo_("b", 1), "b1");
    EXPECT_EQ(calls, 4);
}

}  // namespace
}  // namespace planekeeper::memo_test
