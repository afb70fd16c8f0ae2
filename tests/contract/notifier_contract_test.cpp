// The messages that a supervisor receives. The protocol of sd_notify(3), abstract sockets and the environment exist
// only for the real notifier: tests/unit/linux/systemd_notifier_test.cpp.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fakes/fake_notifier.hpp"
#include "fakes/temporary_directory.hpp"
#include "linux/file_descriptor.hpp"
#include "linux/systemd_notifier.hpp"

namespace planekeeper::notifier_contract_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A notifier and its supervisor.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;
    [[nodiscard]] virtual edges::Notifier& notifier() = 0;
    /// The messages so far, in the fake's words.
    [[nodiscard]] virtual std::vector<std::string> heard() = 0;
};

class RealWorld final : public World {
public:
    RealWorld() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        notifier_ = std::make_unique<linux_edges::SystemdNotifier>(path_);
    }
    edges::Notifier& notifier() override { return *notifier_; }
    std::vector<std::string> heard() override {
        std::array<char, 4096> buffer;
        for (;;) {
            const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (got < 0) return heard_;
            heard_.push_back(translated({buffer.data(), static_cast<std::size_t>(got)}));
        }
    }

private:
    /// Translates one datagram. A datagram that systemd would not read as one message is unchanged.
    static std::string translated(const std::string& datagram) {
        static const std::map<std::string, std::string> words{
            {"READY=1", "ready"}, {"STOPPING=1", "stopping"}, {"WATCHDOG=1", "watchdog"}};
        if (const auto found = words.find(datagram); found != words.end()) return found->second;
        if (datagram.starts_with("RELOADING=1\nMONOTONIC_USEC=")) return "reloading";
        if (datagram.starts_with("STATUS=") && !datagram.contains('\n')) return "status " + datagram.substr(7);
        return datagram;
    }

    fakes::TemporaryDirectory directory_;
    std::string path_ = directory_.path() + "/notify";
    linux_edges::FileDescriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    std::unique_ptr<linux_edges::SystemdNotifier> notifier_;
    std::vector<std::string> heard_;
};

class FakeWorld final : public World {
public:
    edges::Notifier& notifier() override { return notifier_; }
    std::vector<std::string> heard() override { return notifier_.calls(); }

private:
    fakes::FakeNotifier notifier_;
};

struct Kind {
    std::string name;
    std::function<std::unique_ptr<World>()> make;
};

class NotifierContract : public testing::TestWithParam<Kind> {
protected:
    edges::Notifier& notifier() { return world_->notifier(); }

    std::unique_ptr<World> world_ = GetParam().make();
};

TEST_P(NotifierContract, SilenceUntilACall) { EXPECT_THAT(world_->heard(), IsEmpty()); }

TEST_P(NotifierContract, EachCallIsHeardOnceAndInOrder) {
    notifier().status("starting");
    notifier().ready();
    notifier().watchdog();
    notifier().reloading();
    notifier().ready();
    notifier().watchdog();
    notifier().status("");
    notifier().stopping();
    EXPECT_THAT(world_->heard(), ElementsAre("status starting", "ready", "watchdog", "reloading", "ready", "watchdog",
                                             "status ", "stopping"));
}

TEST_P(NotifierContract, AStatusIsOneLine) {
    notifier().status("first\nREADY=1\n");
    EXPECT_THAT(world_->heard(), ElementsAre("status first READY=1 "));
}

TEST_P(NotifierContract, AStatusMayBeLongAndInAnyLanguage) {
    const std::string text = "Überwacht: " + std::string(2000, 'x');
    notifier().status(text);
    EXPECT_THAT(world_->heard(), ElementsAre("status " + text));
}

INSTANTIATE_TEST_SUITE_P(All, NotifierContract,
                         testing::Values(Kind{"Systemd", [] { return std::make_unique<RealWorld>(); }},
                                         Kind{"Fake", [] { return std::make_unique<FakeWorld>(); }}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace planekeeper::notifier_contract_test
