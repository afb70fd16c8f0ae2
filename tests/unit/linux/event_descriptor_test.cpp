// The kernel refuses to wait for one more descriptor. A seccomp filter says so, in a child, for it cannot be taken off.

#include "linux/event_descriptor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <csignal>
#include <cstdlib>
#include <string>

#include "async/wake_flag.hpp"
#include "linux/clock_watch.hpp"
#include "linux/inotify_watcher.hpp"
#include "linux/signals.hpp"
#include "linux/unix_http_server.hpp"

namespace planekeeper::linux_edges::event_descriptor_test {
namespace {

void refuse_epoll_ctl() {
    std::array<sock_filter, 4> program{
        sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_epoll_ctl},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSPC},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}};
    sock_fprog filter{program.size(), program.data()};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) std::perror("seccomp");
}

void say(const Result<void>& result) { std::fprintf(stderr, "%s\n", result ? "done" : result.error().text().c_str()); }

/// Each with an error that can be told, and none by an exception or as if nothing had happened.
void start_them_all() {
    boost::asio::io_context loop{1};
    async::WakeFlag wake{loop.get_executor()};
    InotifyWatcher watcher{loop.get_executor(), wake};
    ClockWatch clock{loop.get_executor(), wake};
    Signals signals{loop.get_executor()};
    UnixHttpServer server{loop.get_executor(), {.path = "/tmp/planekeeper-no-epoll.sock"}, {}};
    refuse_epoll_ctl();
    say(watcher.watch({"/tmp"}));
    say(clock.start());
    say(signals.start({SIGUSR1}));
    say(server.start());
    std::_Exit(0);
}

TEST(EventDescriptor, WhatCannotBeWaitedForIsAnErrorThatNamesTheLimit) {
    const auto four = testing::ResultOf(
        [](const std::string& said) {
            int times = 0;
            for (auto at = said.find("fs.epoll.max_user_watches"); at != said.npos; at = said.find("fs.epoll", at + 1)) ++times;
            return times;
        },
        4);
    EXPECT_EXIT(start_them_all(), testing::ExitedWithCode(0), four);
}

}  // namespace
}  // namespace planekeeper::linux_edges::event_descriptor_test
