#include "reconcile/local_plan.hpp"

#include <algorithm>
#include <vector>

#include "components/component_row.hpp"
#include "ledger/ledger_store.hpp"
#include "plan/planner.hpp"
#include "plan/verdict.hpp"
#include "reconcile/observer.hpp"

namespace planekeeper::reconcile {

namespace asio = boost::asio;

// NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters): both outlive the loop that runs it
asio::awaitable<Result<model::PlanView>> plan_locally(const Outside& outside, const Options& options,
                                                      model::DesiredState desired) {
    auto ledger = ledger::LedgerStore{outside.files}.load();
    if (!ledger) co_return fail(std::move(ledger).error());
    Observer observer{outside, options};
    observer.look_at_node(desired, *ledger, outside.clock.now());
    std::vector<model::Look> made;
    for (;;) {
        auto plan = plan::plan(desired, observer.seen, *ledger, outside.clock.now());
        std::erase_if(plan.looks, [&](const auto& look) { return std::ranges::find(made, look) != made.end(); });
        if (plan.looks.empty()) co_return plan::view(plan);
        for (auto look : plan.looks) {
            made.push_back(look);
            // There is no later look that would read the objects.
            const bool reads_objects = kubernetes::row_of(look.component).gate.reads_objects;
            if (look.kind == model::LookKind::health && reads_objects) look.kind = model::LookKind::objects;
            co_await observer.look(look, desired, *ledger, plan);
        }
        // A gate watches for a while. This single look treats its result as lasting.
        for (auto& component : observer.seen.components) {
            if (component.health.state == model::Health::ready) component.health.ready_streak = plan::gate_streak;
        }
    }
}

}  // namespace planekeeper::reconcile
