#include "linux/hardening.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace planekeeper::linux_edges::hardening_test {
namespace {

bool hardened() {
    ::close(STDIN_FILENO);
    if (!harden_process()) return false;
    rlimit core{};
    ::getrlimit(RLIMIT_CORE, &core);
    const auto mask = ::umask(0);
    return core.rlim_max == 0 && mask == 077 && ::prctl(PR_GET_DUMPABLE) == 0 && ::fcntl(STDIN_FILENO, F_GETFD) >= 0;
}

TEST(HardeningDeathTest, HoldsInAProcessOfItsOwn) {
    // _exit: a leak check at exit needs ptrace, which hardening has just forbidden.
    EXPECT_EXIT(::_exit(hardened() ? 0 : 1), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace planekeeper::linux_edges::hardening_test
