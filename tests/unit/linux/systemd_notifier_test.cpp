#include "linux/systemd_notifier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

#include "fakes/temporary_directory.hpp"

namespace planekeeper::linux_edges::systemd_notifier_test {
namespace {

/// The supervisor's end.
class Supervisor {
public:
    explicit Supervisor(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        name.copy(address.sun_path, sizeof address.sun_path - 1);
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto length = offsetof(sockaddr_un, sun_path) + name.size() + (name.front() == '@' ? 0 : 1);
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), static_cast<socklen_t>(length)), 0);
    }
    [[nodiscard]] std::string next() const {
        std::array<char, 1000> text;
        const auto got = ::recv(socket_.get(), text.data(), text.size(), 0);
        return got < 0 ? std::string("nothing") : std::string(text.data(), static_cast<std::size_t>(got));
    }

private:
    FileDescriptor socket_;
};

class SystemdNotifierTest : public testing::TestWithParam<bool> {
protected:
    fakes::TemporaryDirectory directory_;
    std::string name_ = (GetParam() ? "@" : "") + directory_.path() + "/notify";
};

TEST_P(SystemdNotifierTest, EachCallIsOneDatagram) {
    const Supervisor supervisor(name_);
    SystemdNotifier notifier(name_);
    notifier.ready();
    EXPECT_EQ(supervisor.next(), "READY=1");
    notifier.reloading();
    EXPECT_THAT(supervisor.next(), testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
    notifier.status("two\nlines");
    EXPECT_EQ(supervisor.next(), "STATUS=two lines");
    notifier.watchdog();
    EXPECT_EQ(supervisor.next(), "WATCHDOG=1");
    notifier.stopping();
    EXPECT_EQ(supervisor.next(), "STOPPING=1");
    EXPECT_EQ(supervisor.next(), "nothing");
}

INSTANTIATE_TEST_SUITE_P(PathAndAbstract, SystemdNotifierTest, testing::Bool());

TEST(SystemdNotifier, TheEnvironmentIsTakenAndRemoved) {
    const fakes::TemporaryDirectory directory;
    const Supervisor supervisor(directory.path() + "/notify");
    ::setenv("NOTIFY_SOCKET", (directory.path() + "/notify").c_str(), 1);
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    ::setenv("WATCHDOG_PID", "1", 1);
    auto notifier = SystemdNotifier::from_environment();
    EXPECT_FALSE(notifier.watchdog_interval()) << "meant for another process";
    notifier.ready();
    EXPECT_EQ(supervisor.next(), "READY=1");
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(SystemdNotifier::from_environment().watchdog_interval(), std::chrono::seconds(30));
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) EXPECT_EQ(std::getenv(name), nullptr);
    SystemdNotifier::from_environment().ready();
    EXPECT_EQ(supervisor.next(), "nothing");
}

TEST(SystemdNotifier, WithoutASupervisorNothingHappens) {
    const fakes::TemporaryDirectory directory;
    const std::string name = directory.path() + "/notify";
    const Supervisor supervisor(name);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    SystemdNotifier("").ready();
    SystemdNotifier("relative").ready();
    SystemdNotifier("/no/such/socket").ready();
    EXPECT_EQ(supervisor.next(), "nothing") << "the environment is asked only by from_environment()";
    ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace planekeeper::linux_edges::systemd_notifier_test
