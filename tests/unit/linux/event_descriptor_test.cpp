// The kernel refuses to wait for one more descriptor. This program's epoll_ctl() replaces the C library's: a seccomp
// filter could do the same, but not under emulation.

#include "linux/event_descriptor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <csignal>
#include <string>

#include "async/wake_flag.hpp"
#include "fakes/temporary_directory.hpp"
#include "linux/clock_watch.hpp"
#include "linux/inotify_watcher.hpp"
#include "linux/signals.hpp"
#include "linux/unix_http_server.hpp"

namespace {
bool refuses_to_wait = false;
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name)
extern "C" int epoll_ctl(int epoll, int operation, int descriptor, epoll_event* event) noexcept {
    if (!refuses_to_wait) return static_cast<int>(::syscall(SYS_epoll_ctl, epoll, operation, descriptor, event));
    errno = ENOSPC;
    return -1;
}

namespace planekeeper::linux_edges::event_descriptor_test {
namespace {

using testing::HasSubstr;

class EventDescriptor : public testing::Test {
protected:
    void TearDown() override { refuses_to_wait = false; }

    boost::asio::io_context loop_{1};
    async::WakeFlag wake_{loop_.get_executor()};
};

void expect_limit(const Result<void>& result) {
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().text(), HasSubstr("fs.epoll.max_user_watches"));
}

/// Each call returns an error that can be shown; none throws or seems to succeed.
TEST_F(EventDescriptor, WhatCannotBeWaitedForIsAnErrorThatNamesTheLimit) {
    const fakes::TemporaryDirectory directory;
    InotifyWatcher watcher{loop_.get_executor(), wake_};
    ClockWatch clock{loop_.get_executor(), wake_};
    Signals signals{loop_.get_executor()};
    UnixHttpServer server{loop_.get_executor(), {.path = directory.path() + "/socket"}, {}};
    refuses_to_wait = true;
    expect_limit(watcher.watch({directory.path()}));
    expect_limit(clock.start());
    expect_limit(signals.start({SIGUSR1}));
    expect_limit(server.start());
}

}  // namespace
}  // namespace planekeeper::linux_edges::event_descriptor_test
