#include "reconcile/local_plan.hpp"

#include <algorithm>

#include "ledger/ledger_store.hpp"
#include "plan/planner.hpp"
#include "plan/verdict.hpp"
#include "reconcile/observer.hpp"
#include "reconcile/published_state.hpp"

namespace planekeeper::reconcile {

namespace asio = boost::asio;

// NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters): both outlive the loop that runs it
asio::awaitable<Result<model::PlanView>> plan_locally(const Outside& outside, const Options& options,
                                                      model::DesiredState desired) {
    auto ledger = ledger::LedgerStore{outside.files}.load();
    if (!ledger) co_return fail(std::move(ledger).error());
    Observer observer{outside, options};
    observer.look_at_node(desired, *ledger, outside.clock.now());
    auto plan = plan::plan(desired, observer.seen, *ledger, outside.clock.now());
    if (std::ranges::find(plan.looks, model::LookKind::life, &model::Look::kind) != plan.looks.end()) {
        co_await observer.look_at_life(desired);
        plan = plan::plan(desired, observer.seen, *ledger, outside.clock.now());
    }
    if (!observer.seen.offline) {
        for (const auto& [id, component] : desired.components) {
            if (!plan.images[id].empty()) co_await observer.look_at_image(id, desired, plan.images[id]);
        }
        co_await observer.look_at_runtime(desired);
        co_await observer.look_at_objects(as_published(desired, *ledger), plan.objects);
        for (const auto& [id, component] : desired.components) {
            if (id == model::ComponentId::api_server) continue;
            co_await observer.look_at_health(id, desired, published_endpoint(id, desired, *ledger));
        }
        // A gate watches for a while. This single look treats its result as lasting.
        for (auto& component : observer.seen.components) {
            if (component.health.state == model::Health::ready) component.health.ready_streak = plan::gate_streak;
        }
        plan = plan::plan(desired, observer.seen, *ledger, outside.clock.now());
    }
    co_return plan::view(plan);
}

}  // namespace planekeeper::reconcile
