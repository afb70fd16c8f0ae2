#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "async/task_group.hpp"
#include "async/wake_flag.hpp"
#include "edges/file_watcher.hpp"
#include "edges/notifier.hpp"
#include "ledger/ledger_store.hpp"
#include "model/plan.hpp"
#include "model/snapshot.hpp"
#include "reconcile/chronicle.hpp"
#include "reconcile/desired_state_source.hpp"
#include "reconcile/event_log.hpp"
#include "reconcile/executor.hpp"
#include "reconcile/observer.hpp"
#include "reconcile/outside.hpp"

namespace planekeeper::reconcile {

/// The loop: wake, load the desired state, observe, plan, apply, publish. A pass does all file work. The image, the
/// runtime and the API each have a lane, where one task at a time runs beside the passes. So a download of minutes or
/// an API that does not answer never delays the repair of a file. One thread.
class Reconciler {
public:
    Reconciler(boost::asio::any_io_executor executor, async::WakeFlag& wake, const Outside& outside,
               edges::FileWatcher& watcher, edges::Notifier& notifier, const Options& options, EventLog& events);

    /// Makes one pass: everything that needs no waiting. True when the pass changed something, tried to, or started to
    /// watch a directory, so that the next pass should follow at once.
    bool step();

    /// Makes passes until cancelled, each after a wake or when a deadline has come. Only this function sleeps.
    boost::asio::awaitable<void> run();

    /// Ends the tasks in the lanes.
    boost::asio::awaitable<void> stop() { return tasks_.stop(); }

    /// Looks at everything again and retries failed changes, at once.
    void request();
    /// As request(), and also retries what failed for good.
    void retry();
    /// As request(); from now on signs of an earlier life do not prevent that missing key material is made.
    void begin_new_cluster();

    /// The time of the next pass if nothing wakes the loop earlier.
    [[nodiscard]] SteadyTime next_wake(Now now) const;

    [[nodiscard]] const model::Snapshot& snapshot() const noexcept { return snapshot_; }
    /// The origin of everything that the desired state in force makes on this node; empty before one is in force.
    [[nodiscard]] std::vector<model::Explanation> explanations() const;
    [[nodiscard]] const model::Plan& last_plan() const noexcept { return plan_; }
    /// False before the first pass has ended, and when no pass has ended for three times the safety rescan's interval.
    [[nodiscard]] bool passes_happen() const;
    /// The listener is called after each pass that changed the snapshot, and when the progress of a step changes.
    void set_snapshot_listener(std::function<void()> listener) { on_snapshot_ = std::move(listener); }

private:
    bool load_ledger();
    /// The remembered ledger, with the requests since then applied.
    [[nodiscard]] model::Ledger ledger_to_plan_from();
    bool save_ledger(const model::Ledger& next);
    void announce(DesiredStateSource::Outcome outcome, Now now);
    [[nodiscard]] static std::size_t group_size(std::span<const model::Change> changes);
    /// True when something was changed or at least tried, so that the plan is out of date.
    bool apply_files();
    void note_looks(std::size_t failed_before, Now now);
    void start_lanes();
    void start_image_lane();
    void start_runtime_lane();
    void start_api_lane();
    /// False: the plan asks for no look of this kind.
    bool start_look_in(bool& busy, model::LookKind kind);
    [[nodiscard]] model::DesiredState published_state() const;
    void start_in_lane(bool& busy, boost::asio::awaitable<void> work);
    boost::asio::awaitable<void> until_done(bool* busy, boost::asio::awaitable<void> work);
    boost::asio::awaitable<void> work_on(model::Change change);
    boost::asio::awaitable<void> work_on_api(std::vector<model::Change> changes);
    [[nodiscard]] drivers::ProgressSink progress_of(const model::ResourceId& resource);
    void publish(Now now);
    [[nodiscard]] model::Condition desired_state_condition() const;
    [[nodiscard]] std::vector<model::Condition> conditions() const;
    [[nodiscard]] std::string ledger_trouble() const;
    void add_desired_state_status(std::vector<model::ResourceStatus>& resources) const;

    async::WakeFlag& wake_;
    const Outside& outside_;
    edges::FileWatcher& watcher_;
    edges::Notifier& notifier_;
    const Options& options_;
    EventLog& events_;

    ledger::LedgerStore ledger_store_;
    DesiredStateSource source_;
    Observer observer_;
    model::Counters counters_;
    Executor executor_;
    Chronicle chronicle_;
    async::TaskGroup tasks_;

    std::optional<model::Ledger> ledger_;
    std::string ledger_error_;
    model::Plan plan_;
    model::Snapshot snapshot_;
    SteadyTime last_pass_{};
    std::optional<SteadyTime> looks_fail_since_;
    std::vector<std::string> watched_;
    std::map<model::ResourceId, model::Progress> progress_;
    std::function<void()> on_snapshot_;
    bool remains_removed_ = false;
    bool remains_cleared_ = false;
    bool image_busy_ = false;
    bool runtime_busy_ = false;
    bool api_busy_ = false;
    bool unsettled_ = false;
    bool retry_ = false;
    bool new_cluster_ = false;
    bool announced_ready_ = false;
};

}  // namespace planekeeper::reconcile
