#include "linux/instance_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "fakes/temporary_directory.hpp"

namespace planekeeper::linux_edges::instance_lock_test {
namespace {

TEST(InstanceLock, ASecondHolderIsRefusedWithTheNumberOfTheFirst) {
    const fakes::TemporaryDirectory directory;
    std::optional<Result<InstanceLock>> first(InstanceLock::acquire(directory.path()));
    ASSERT_TRUE(*first);
    const auto second = InstanceLock::acquire(directory.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind(), ErrorKind::conflict);
    EXPECT_THAT(second.error().text(), testing::HasSubstr("process " + std::to_string(::getpid())));
    first.reset();
    EXPECT_TRUE(InstanceLock::acquire(directory.path()));
}

TEST(InstanceLock, NeedsTheStateDirectory) {
    EXPECT_EQ(InstanceLock::acquire("/no/such/directory").error().kind(), ErrorKind::not_found);
}

}  // namespace
}  // namespace planekeeper::linux_edges::instance_lock_test
