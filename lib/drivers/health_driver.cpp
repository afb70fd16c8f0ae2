#include "drivers/health_driver.hpp"

#include <string>
#include <utility>

namespace planekeeper::drivers {

namespace asio = boost::asio;
using model::Health;
using model::HealthReason;

namespace {

/// The reason when no answer came.
HealthReason reason_of(const Error& error, HealthReason otherwise) {
    return error.kind() == ErrorKind::permission ? HealthReason::certificate_rejected : otherwise;
}

HealthReason reason_of(const Result<kubeapi::Health>& ready) {
    if (!ready) return reason_of(ready.error(), HealthReason::not_ready);
    return names_store(*ready) ? HealthReason::store_unhealthy : HealthReason::not_ready;
}

}  // namespace

// NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters): a pointer to what outlives the call
asio::awaitable<model::ObservedHealth> ask_for_health(kubeapi::ApiClient* api, kubernetes::Gate gate,
                                                      model::ObservedHealth before, Now now) {
    model::ObservedHealth seen;
    seen.checked_at = now.steady;
    seen.unready_since = before.unready_since.value_or(now.steady);
    const auto live = co_await api->health(std::string{gate.live});
    if (!live) {
        seen.state = Health::unreachable;
        seen.reason = reason_of(live.error(), HealthReason::unreachable);
        seen.detail = live.error().text();
        co_return seen;
    }
    const auto ready = co_await api->health(std::string{gate.ready});
    if (!ready || !ready->ok) {
        seen.state = live->ok ? Health::not_ready : Health::not_live;
        seen.reason = reason_of(ready);
        seen.detail = ready ? ready->detail : ready.error().text();
        co_return seen;
    }
    seen.state = Health::ready;
    seen.unready_since.reset();
    seen.ready_streak = before.ready_streak + 1;
    co_return seen;
}

asio::awaitable<model::ObservedHealth> HealthDriver::look(model::DesiredState desired, model::ComponentId id,
                                                          kubernetes::Endpoint endpoint, model::ObservedHealth before,
                                                          Now now) {
    auto& peer = peers_[id];
    if (!peer) peer = std::make_unique<Peer>(http_.another());
    if (auto prepared = peer->connection.prepare(endpoint, desired, materials_, now); !prepared) {
        model::ObservedHealth unknown;
        unknown.detail = prepared.error().text();
        unknown.checked_at = now.steady;
        co_return unknown;
    }
    co_return co_await ask_for_health(&peer->api, kubernetes::row_of(id).gate, std::move(before), now);
}

void HealthDriver::forget_credentials() {
    for (auto& [id, peer] : peers_) peer->connection.forget();
}

}  // namespace planekeeper::drivers
