#include "async/task_group.hpp"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "async/wake_flag.hpp"
#include "fakes/event_loop.hpp"

namespace planekeeper::async::task_group_test {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> finish_at_once(int* count) {
    ++*count;
    co_return;
}

asio::awaitable<void> wake_for_ever(WakeFlag* flag) {
    for (;;) (void)co_await flag->wait_until(std::chrono::steady_clock::time_point::max());
}

asio::awaitable<void> sleep_for_ever(asio::steady_timer* timer) {
    timer->expires_at(std::chrono::steady_clock::time_point::max());
    co_await timer->async_wait(asio::use_awaitable);
}

asio::awaitable<void> break_a_promise() {
    throw std::logic_error("a bug");
    co_return;
}

asio::awaitable<int> stop(TaskGroup* group) {
    co_await group->stop();
    co_return 1;
}

TEST(TaskGroup, TasksEndByThemselves) {
    fakes::EventLoop loop;
    TaskGroup group(loop.executor());
    int count = 0;
    group.spawn(finish_at_once(&count));
    group.spawn(finish_at_once(&count));
    EXPECT_TRUE(loop.run_until([&] { return group.size() == 0; }));
    EXPECT_EQ(count, 2);
    EXPECT_EQ(loop.await(stop(&group)), 1);
}

TEST(TaskGroup, StopEndsTasksThatWaitForEver) {
    fakes::EventLoop loop;
    TaskGroup group(loop.executor());
    WakeFlag flag(loop.executor());
    asio::steady_timer timer(loop.executor());
    group.spawn(wake_for_ever(&flag));
    group.spawn(sleep_for_ever(&timer));
    loop.run_for(std::chrono::milliseconds(5));
    EXPECT_EQ(group.size(), 2U);
    EXPECT_EQ(loop.await(stop(&group)), 1);
    EXPECT_EQ(group.size(), 0U);
}

TEST(TaskGroup, AnyOtherExceptionIsABug) {
    fakes::EventLoop loop;
    TaskGroup group(loop.executor());
    group.spawn(break_a_promise());
    EXPECT_THROW(loop.run_for(std::chrono::milliseconds(50)), std::logic_error);
}

}  // namespace
}  // namespace planekeeper::async::task_group_test
