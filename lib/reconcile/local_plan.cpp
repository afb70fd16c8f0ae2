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
    if (std::ranges::find(plan.looks, model::Look::life) != plan.looks.end()) {
        co_await observer.look_at_life(desired);
        plan = plan::plan(desired, observer.seen, *ledger, outside.clock.now());
    }
    if (!observer.seen.offline) {
        if (!plan.image_reference.empty()) co_await observer.look_at_image(desired, plan.image_reference);
        co_await observer.look_at_runtime(desired);
        co_await observer.look_at_objects(as_published(desired, *ledger), plan.objects);
        // A gate watches for a while; a single look takes what it sees for lasting.
        if (observer.seen.api.health == model::ApiHealth::ready) observer.seen.api.ready_streak = plan::gate_streak;
        plan = plan::plan(desired, observer.seen, *ledger, outside.clock.now());
    }
    co_return plan::view(plan);
}

}  // namespace planekeeper::reconcile
