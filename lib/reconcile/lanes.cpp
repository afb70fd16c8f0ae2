#include <algorithm>
#include <utility>

#include "reconcile/published_state.hpp"
#include "reconcile/reconciler.hpp"

// The work beside the passes: one task at a time in each lane.

namespace planekeeper::reconcile {

namespace asio = boost::asio;

namespace {

template <class Lane>
bool is_of(const model::Change& change) {
    return std::holds_alternative<Lane>(change.action);
}

}  // namespace

void Reconciler::start_in_lane(bool& busy, asio::awaitable<void> work) {
    // Set here, because the loop may start the task later: the next pass must see that the lane is busy.
    busy = true;
    tasks_.spawn(until_done(&busy, std::move(work)));
}

asio::awaitable<void> Reconciler::until_done(bool* busy, asio::awaitable<void> work) {
    co_await std::move(work);
    *busy = false;
    wake_.poke();
}

void Reconciler::start_lanes() {
    if (!image_busy_) start_image_lane();
    if (!runtime_busy_) start_runtime_lane();
    if (!api_busy_) start_api_lane();
}

void Reconciler::start_image_lane() {
    const auto change = std::ranges::find_if(plan_.changes, is_of<model::ImageAction>);
    if (change != plan_.changes.end()) {
        observer_.seen.running.insert(change->resource);
        start_in_lane(image_busy_, work_on(*change));
        return;
    }
    // Once after the start of the daemon: work in this lane cleans up after itself, unless it is killed.
    if (!std::exchange(remains_cleared_, true) && observer_.image.has_remains()) {
        start_in_lane(image_busy_, observer_.image.clear_remains());
        return;
    }
    start_look_in(image_busy_, model::LookKind::image);
}

asio::awaitable<void> Reconciler::work_on(model::Change change) {
    const auto resource = change.resource;
    auto desired = *source_.in_force();
    auto progress = progress_of(resource);
    co_await executor_.apply(std::move(change), std::move(desired), std::move(progress));
    observer_.seen.running.erase(resource);
    progress_.erase(resource);
}

void Reconciler::start_runtime_lane() {
    const auto change = std::ranges::find_if(plan_.changes, is_of<model::RuntimeAction>);
    if (change != plan_.changes.end()) {
        observer_.seen.running.insert(change->resource);
        start_in_lane(runtime_busy_, work_on(*change));
        return;
    }
    start_look_in(runtime_busy_, model::LookKind::runtime);
}

model::DesiredState Reconciler::published_state() const { return as_published(*source_.in_force(), *ledger_); }

void Reconciler::start_api_lane() {
    std::vector<model::Change> changes;
    for (const auto& change : plan_.changes) {
        if (is_of<model::ApiAction>(change)) changes.push_back(change);
    }
    if (!changes.empty()) {
        for (const auto& change : changes) observer_.seen.running.insert(change.resource);
        start_in_lane(api_busy_, work_on_api(std::move(changes)));
        return;
    }
    // The rarer look comes first, because the look at health is due again and again.
    for (const auto kind : {model::LookKind::port, model::LookKind::life, model::LookKind::etcd,
                            model::LookKind::objects, model::LookKind::health}) {
        if (start_look_in(api_busy_, kind)) return;
    }
}

bool Reconciler::start_look_in(bool& busy, model::LookKind kind) {
    const auto look = std::ranges::find(plan_.looks, kind, &model::Look::kind);
    if (look == plan_.looks.end()) return false;
    start_in_lane(busy, observer_.look(*look, *source_.in_force(), *ledger_, plan_));
    return true;
}

asio::awaitable<void> Reconciler::work_on_api(std::vector<model::Change> changes) {
    const auto desired = published_state();
    auto objects = plan_.objects;
    for (const auto& change : changes) {
        auto progress = progress_of(change.resource);
        co_await executor_.apply(change, desired, std::move(progress));
    }
    // The written objects are read back before another change of them may be planned.
    co_await observer_.look_at_objects(desired, std::move(objects));
    for (const auto& change : changes) observer_.seen.running.erase(change.resource);
}

drivers::ProgressSink Reconciler::progress_of(const model::ResourceId& resource) {
    return [this, resource](std::string_view step, std::string detail) {
        auto& progress = progress_[resource];
        const bool same = progress.step == step && progress.detail == detail;
        if (progress.step != step) progress.since = outside_.clock.now().system;
        progress.resource = to_string(resource);
        progress.step = step;
        progress.detail = std::move(detail);
        if (same) return;
        snapshot_.progress.clear();
        for (const auto& [id, value] : progress_) snapshot_.progress.push_back(value);
        if (on_snapshot_) on_snapshot_();
    };
}

}  // namespace planekeeper::reconcile
