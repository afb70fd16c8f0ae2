#include <algorithm>

#include "components/component_row.hpp"
#include "reconcile/observer.hpp"
#include "reconcile/published_state.hpp"

// The looks that wait for somebody's answer: the runtime, the API server, etcd.

namespace planekeeper::reconcile {

namespace asio = boost::asio;

asio::awaitable<void> Observer::look_at_image(model::ComponentId id, model::DesiredState desired,
                                              std::string reference) {
    const auto found = co_await image.look(std::move(desired), reference);
    auto& its = seen.components[id].image;
    its.reference = reference;
    its.presence = found.presence;
    its.pinned = found.pinned;
    its.listed = found.listed;
    its.runtime_error = found.error;
    its.checked_at = clock_.now().steady;
}

asio::awaitable<void> Observer::look_at_runtime(model::DesiredState desired) {
    auto answers = co_await runtime.look(std::move(desired), clock_.now());
    seen.runtime = std::move(answers.runtime);
    for (const auto id : model::all_components) {
        auto& its = answers.components[id];
        seen.components[id].containers = std::move(its.containers);
        seen.components[id].memory_bytes = its.memory_bytes;
    }
    doubt_answers();
}

/// Answers from before the creation of the newest container came from another server, which may still be answering.
void Observer::doubt_answers() {
    const auto now = clock_.now().system;
    auto& health_seen = api_server().health;
    if (health_seen.ready_streak == 0) return ready_since_.reset();
    if (!ready_since_) ready_since_ = now;
    for (const auto& container : api_server().containers) {
        const SystemTime created{
            std::chrono::duration_cast<SystemTime::duration>(std::chrono::nanoseconds{container.created_ns})};
        // After the clock was set back, the creation times of containers are in the future.
        if (created <= *ready_since_ || created > now) continue;
        health_seen.ready_streak = 0;
        seen.api.objects_known = false;
        ++doubts_;
        return ready_since_.reset();
    }
}

drivers::ApiAnswers Observer::known_answers() const {
    return {seen.components[model::ComponentId::api_server].health, seen.api};
}

/// `doubts`: the value of doubts_ when the API was asked.
void Observer::take_answers(drivers::ApiAnswers answers, std::size_t doubts) {
    seen.api = std::move(answers.contents);
    api_server().health = std::move(answers.health);
    if (doubts != doubts_) api_server().health.ready_streak = 0;
    doubt_answers();
}

asio::awaitable<void> Observer::look(const model::Look& look, const model::DesiredState& desired,
                                     const model::Ledger& ledger, const model::Plan& plan) {
    const auto id = look.component;
    switch (look.kind) {
        case model::LookKind::image: return look_at_image(id, desired, plan.images[id]);
        case model::LookKind::runtime: return look_at_runtime(desired);
        case model::LookKind::port: return look_at_port(id, desired);
        case model::LookKind::life: return look_at_life(desired);
        case model::LookKind::etcd: return look_at_etcd(desired);
        case model::LookKind::objects: return look_at_objects(as_published(desired, ledger), plan.objects);
        case model::LookKind::health: break;
    }
    if (id == model::ComponentId::api_server) return look_at_api(as_published(desired, ledger));
    return look_at_health(id, desired, published_endpoint(id, desired, ledger));
}

asio::awaitable<void> Observer::look_at_api(model::DesiredState desired) {
    const auto doubts = doubts_;
    auto answers = co_await api.look(std::move(desired), known_answers(), clock_.now());
    take_answers(std::move(answers), doubts);
}

asio::awaitable<void> Observer::look_at_objects(model::DesiredState desired,
                                                std::vector<model::KubernetesObject> objects) {
    const auto doubts = doubts_;
    auto answers = co_await api.look_at_objects(std::move(desired), known_answers(), std::move(objects), clock_.now());
    take_answers(std::move(answers), doubts);
}

asio::awaitable<void> Observer::look_at_health(model::ComponentId id, model::DesiredState desired,
                                               kubernetes::Endpoint endpoint) {
    auto before = seen.components[id].health;
    seen.components[id].health =
        co_await health.look(std::move(desired), id, std::move(endpoint), std::move(before), clock_.now());
}

asio::awaitable<void> Observer::look_at_etcd(model::DesiredState desired) {
    seen.etcd = co_await api.look_at_etcd(std::move(desired), clock_.now());
}

asio::awaitable<void> Observer::look_at_port(model::ComponentId id, model::DesiredState desired) {
    seen.components[id].port = co_await api.look_at_port(id, std::move(desired), clock_.now());
}

asio::awaitable<void> Observer::look_at_life(model::DesiredState desired) {
    using Reach = drivers::LifeDriver::Reach;
    const auto reach = seen.offline ? Reach::files : Reach::everything;
    seen.life = co_await life.look(std::move(desired), reach, clock_.now());
    api.forget_credentials();  // the client has talked to another peer
}

}  // namespace planekeeper::reconcile
