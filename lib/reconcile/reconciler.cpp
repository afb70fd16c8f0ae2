#include "reconcile/reconciler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "plan/backoff.hpp"
#include "plan/planner.hpp"

namespace planekeeper::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using model::EventType;

namespace {

/// Makes up for events that inotify has lost.
constexpr auto safety_rescan = 60s;
/// A pass that changes something is followed by another pass. This many passes without a rest mean that somebody undoes
/// the changes.
constexpr int passes_without_rest = 12;

}  // namespace

Reconciler::Reconciler(asio::any_io_executor executor, async::WakeFlag& wake, const Outside& outside,
                       edges::FileWatcher& watcher, edges::Notifier& notifier, const Options& options, EventLog& events)
    : wake_(wake),
      outside_(outside),
      watcher_(watcher),
      notifier_(notifier),
      options_(options),
      events_(events),
      ledger_store_(outside.files),
      source_(outside.host_files, outside.files, options),
      observer_(outside, options),
      executor_(observer_, events, outside.clock, counters_),
      chronicle_(events),
      tasks_(std::move(executor)) {
    observer_.seen.watched_since = outside.clock.now().steady;
    snapshot_.version = options.version;
    snapshot_.desired_state_file = options.desired_state_file;
    snapshot_.started_at = outside.clock.now().system;
}

bool Reconciler::load_ledger() {
    if (ledger_) return true;
    auto loaded = ledger_store_.load();
    if (loaded) {
        ledger_ = std::move(*loaded);
        ledger_error_.clear();
        return true;
    }
    ledger_error_ = loaded.error().text();
    return false;
}

bool Reconciler::save_ledger(const model::Ledger& next) {
    if (next == *ledger_) return true;
    const auto saved = ledger_store_.save(next);
    ledger_error_ = saved ? std::string{} : saved.error().text();
    if (saved) ledger_ = next;
    return saved.has_value();
}

void Reconciler::announce(DesiredStateSource::Outcome outcome, Now now) {
    using Outcome = DesiredStateSource::Outcome;
    switch (outcome) {
        case Outcome::accepted:
            observer_.seen.attempts.clear();
            observer_.seen.repairs.clear();
            observer_.seen.makings.clear();
            observer_.take(*source_.in_force());
            events_.add(EventType::normal, "DesiredStateAccepted", {}, options_.desired_state_file, now.system);
            return;
        case Outcome::refused:
            for (const auto& problem : source_.problems()) {
                events_.add(EventType::warning, "DesiredStateRefused", {}, problem, now.system);
            }
            return;
        case Outcome::inactive:
            events_.add(EventType::normal, "NothingDesired", {},
                        fmt::format("{} holds only comments; edit it to begin", options_.desired_state_file),
                        now.system);
            return;
        case Outcome::unchanged:
        case Outcome::unsettled: return;
    }
}

model::Ledger Reconciler::ledger_to_plan_from() {
    auto ledger = *ledger_;
    if (retry_) {
        for (auto& rollout : ledger.rollouts) rollout.failed.clear();
        for (auto& component : observer_.seen.components) component.rehearsal = {};
    }
    if (new_cluster_) ledger.new_cluster = true;
    return ledger;
}

bool Reconciler::step() {
    const auto failed_looks = observer_.failed_looks();
    const bool loaded = load_ledger();
    const auto time = outside_.clock.now();
    const auto outcome = source_.refresh(time);
    unsettled_ = outcome == DesiredStateSource::Outcome::unsettled;
    if (!unsettled_) ++counters_.passes;
    announce(outcome, time);
    bool tried = false;
    plan_ = {};
    if (loaded && source_.in_force()) {
        observer_.look_at_node(*source_.in_force(), *ledger_, time);
        if (!std::exchange(remains_removed_, true)) observer_.remove_remains();
        plan_ = plan::plan(*source_.in_force(), observer_.seen, ledger_to_plan_from(), time);
        if (save_ledger(plan_.ledger)) {
            retry_ = new_cluster_ = false;  // kept until the ledger has it
            tried = apply_files();
            start_lanes();
        }
    }
    note_looks(failed_looks, time);
    std::vector<std::string> directories;
    for (const auto& directory : observer_.directories()) directories.push_back(options_.root + directory);
    directories.insert(directories.end(), source_.directories().begin(), source_.directories().end());
    if (const auto watched = watcher_.watch(directories); !watched) {
        plan_.warnings.push_back(fmt::format("changes are noticed slowly: {}", watched.error().text()));
    }
    // One more look sees changes in a directory between the look at it and the start of its watch.
    const bool newly_watched = directories != watched_;
    watched_ = std::move(directories);
    publish(time);
    last_pass_ = time.steady;
    if (!std::exchange(announced_ready_, true)) notifier_.ready();
    return tried || newly_watched;
}

bool Reconciler::passes_happen() const {
    return snapshot_.complete && outside_.clock.now().steady - last_pass_ < 3 * safety_rescan;
}

/// The number of changes, from the first one on, that belong together.
std::size_t Reconciler::group_size(std::span<const model::Change> changes) {
    if (changes.front().together.empty()) return 1;
    const auto other =
        std::ranges::find_if(changes, [&](const auto& change) { return change.together != changes.front().together; });
    return static_cast<std::size_t>(other - changes.begin());
}

void Reconciler::note_looks(std::size_t failed_before, Now now) {
    const bool failed = source_.look_failed() || observer_.failed_looks() != failed_before;
    if (!failed) {
        looks_fail_since_.reset();
    } else if (!looks_fail_since_) {
        looks_fail_since_ = now.steady;
    }
}

bool Reconciler::apply_files() {
    bool tried = false;
    for (std::span<const model::Change> rest{plan_.changes}; !rest.empty();) {
        const auto group = rest.first(group_size(rest));
        rest = rest.subspan(group.size());
        if (!std::holds_alternative<model::FileAction>(group.front().action)) continue;
        tried = true;
        if (group.size() == 1) {
            executor_.apply_now(group.front(), *source_.in_force());
        } else {
            executor_.apply_together(group);
        }
        // A card that needs seconds to sync each of dozens of files is slow, not stuck.
        for (std::size_t i = 0; i < group.size(); ++i) notifier_.watchdog();
    }
    return tried;
}

SteadyTime Reconciler::next_wake(Now time) const {
    auto wake = time.steady + safety_rescan;
    if (plan_.deadline) wake = std::min(wake, *plan_.deadline);
    if (unsettled_) wake = std::min<SteadyTime>(wake, time.steady + DesiredStateSource::settle_time);
    if (looks_fail_since_) wake = std::min(wake, plan::next_look(*looks_fail_since_, time.steady));
    if (!ledger_error_.empty()) wake = std::min<SteadyTime>(wake, time.steady + 5s);
    // Nothing is urgent enough for a busy loop.
    return std::max<SteadyTime>(wake, time.steady + 20ms);
}

asio::awaitable<void> Reconciler::run() {
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    while (cancelled.cancelled() == asio::cancellation_type::none) {
        int passes = 1;
        while (step() && passes < passes_without_rest) ++passes;
        ++counters_.wakeups;
        (void)co_await wake_.wait_until(next_wake(outside_.clock.now()));
    }
}

void Reconciler::request() {
    observer_.seen.attempts.clear();
    observer_.seen.repairs.clear();
    observer_.seen.makings.clear();
    observer_.forget_looks();
    source_.forget();
    wake_.poke();
}

void Reconciler::begin_new_cluster() {
    new_cluster_ = true;
    request();
}

void Reconciler::retry() {
    retry_ = true;
    request();
}

}  // namespace planekeeper::reconcile
