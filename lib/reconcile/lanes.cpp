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
    for (const auto& look : plan_.looks) {
        const auto& reference = plan_.images[look.component];
        if (look.kind != model::LookKind::image || reference.empty()) continue;
        return start_in_lane(image_busy_, observer_.look_at_image(look.component, *source_.in_force(), reference));
    }
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
    if (std::ranges::find(plan_.looks, model::LookKind::runtime, &model::Look::kind) == plan_.looks.end()) return;
    start_in_lane(runtime_busy_, observer_.look_at_runtime(*source_.in_force()));
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
        const auto look = std::ranges::find(plan_.looks, kind, &model::Look::kind);
        if (look != plan_.looks.end()) return start_in_lane(api_busy_, look_by_api(*look));
    }
}

asio::awaitable<void> Reconciler::look_by_api(model::Look look) {
    const auto& desired = *source_.in_force();
    switch (look.kind) {
        case model::LookKind::port: return observer_.look_at_port(look.component, desired);
        case model::LookKind::life: return observer_.look_at_life(desired);
        case model::LookKind::etcd: return observer_.look_at_etcd(desired);
        case model::LookKind::objects: return observer_.look_at_objects(published_state(), plan_.objects);
        case model::LookKind::image:
        case model::LookKind::runtime:
        case model::LookKind::health: break;
    }
    if (look.component == model::ComponentId::api_server) return observer_.look_at_api(published_state());
    return observer_.look_at_health(look.component, desired, published_endpoint(look.component, desired, *ledger_));
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
