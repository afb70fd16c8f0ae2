#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <utility>
#include <vector>

#include "async/wake_flag.hpp"
#include "fake_node.hpp"
#include "fakes/fake_file_watcher.hpp"
#include "fakes/fake_notifier.hpp"
#include "reconcile/reconciler.hpp"

namespace planekeeper::scenarios {

/// One run of the daemon on a node, from its constructor to its destructor. Time passes only when a test says so.
class Daemon {
public:
    explicit Daemon(FakeNode& node)
        : node_(node),
          wake_(loop_.get_executor()),
          watcher_(node.files, wake_),
          reconciler_(loop_.get_executor(), wake_, node.outside, watcher_, notifier_, node.options, events_) {
        events_.set_listener(
            [&node](const model::Event& event) { node.change_rate.see(event, node.clock.now().steady); });
        boost::asio::co_spawn(loop_, notice_pokes(), boost::asio::detached);
    }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;
    /// A killed process makes no more effects.
    ~Daemon() {
        node_.faults().fail_from(1, EIO);
        while (turn_after_death()) {
        }
        node_.faults().clear();
    }

    /// Makes one pass and runs the lanes; then the kubelet runs.
    bool pass() {
        const bool changed = reconciler_.step();
        turn();
        node_.kubelet();
        return changed;
    }

    /// Makes passes, a second apart, until the node is as desired. False: it did not get there.
    bool converge(int most = 120) {
        for (int i = 0; i < most; ++i) {
            pass();
            if (is_converged()) return true;
            node_.clock.advance(std::chrono::seconds{1});
        }
        return false;
    }
    void passes(int count, std::chrono::milliseconds apart = std::chrono::seconds{1}) {
        for (int i = 0; i < count; ++i) {
            pass();
            node_.clock.advance(apart);
        }
    }

    /// Lives as the daemon's own loop does: passes follow each other while they change something, then time passes until
    /// something wakes it. The kubelet syncs after each turn, and every 20 seconds.
    void live(std::chrono::milliseconds span) {
        const auto end = node_.clock.now().steady + span;
        while (node_.clock.now().steady < end) {
            for (int passes = 1; reconciler_.step() && passes < 12;) ++passes;
            turn();
            node_.kubelet();
            const auto now = node_.clock.now();
            auto rest = std::chrono::ceil<std::chrono::milliseconds>(
                std::min({reconciler_.next_wake(now), end, SteadyTime{now.steady + std::chrono::seconds{20}}}) -
                now.steady);
            if (std::exchange(poked_, false)) rest = std::min(rest, std::chrono::milliseconds{50});
            node_.clock.advance(std::max(rest, std::chrono::milliseconds{1}));
        }
    }

    [[nodiscard]] bool is_converged() const { return condition("Converged").status == model::ConditionStatus::yes; }
    [[nodiscard]] model::Condition condition(const std::string& type) const {
        for (const auto& condition : snapshot().conditions) {
            if (condition.type == type) return condition;
        }
        return {};
    }
    [[nodiscard]] const model::ResourceStatus* resource(const std::string& name) const {
        for (const auto& status : snapshot().resources) {
            if (to_string(status.id) == name) return &status;
        }
        return nullptr;
    }
    [[nodiscard]] const model::Snapshot& snapshot() const { return reconciler_.snapshot(); }
    [[nodiscard]] reconcile::Reconciler& reconciler() { return reconciler_; }
    [[nodiscard]] const reconcile::EventLog& events() const { return events_; }
    [[nodiscard]] const fakes::FakeNotifier& notifier() const { return notifier_; }
    [[nodiscard]] const fakes::FakeFileWatcher& watcher() const { return watcher_; }
    /// All resources that are not ready, for the message of a failed assertion.
    [[nodiscard]] std::string unready() const {
        std::string text = "not as desired:\n";
        for (const auto& status : snapshot().resources) {
            if (status.state == model::State::ready) continue;
            text += "  " + to_string(status.id) + " " + status.reason + ": " + status.message + "\n";
        }
        for (const auto& change : snapshot().plan) {
            text += "  planned " + std::string{to_string(change.verb)} + " " + change.summary + " " + change.waits_for +
                    "\n";
        }
        return text;
    }

private:
    void turn() {
        loop_.restart();
        loop_.poll();
    }
    bool turn_after_death() noexcept {
        try {
            turn();
            return false;
        } catch (...) {
            return true;  // the crash hit another lane
        }
    }

    boost::asio::awaitable<void> notice_pokes() {
        for (;;) {
            (void)co_await wake_.wait_until(std::chrono::steady_clock::time_point::max());
            poked_ = true;
        }
    }

    FakeNode& node_;
    bool poked_ = false;
    boost::asio::io_context loop_{1};
    async::WakeFlag wake_;
    fakes::FakeFileWatcher watcher_;
    fakes::FakeNotifier notifier_;
    reconcile::EventLog events_;
    reconcile::Reconciler reconciler_;
};

}  // namespace planekeeper::scenarios
