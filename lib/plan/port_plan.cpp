#include "plan/steps.hpp"

#include <fmt/format.h>

// Another program on the port of the component that is to be published, such as a kube-apiserver that systemd runs. The
// component could not listen there, and the answers of the other program would be taken for its answers.

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::State;

namespace {

constexpr auto recheck = 10s;

/// False when the static pod that holds the port is the one that the kubelet ends before it starts the next generation.
bool takes_a_new_port(const ComponentDraft& component, const model::Generation& next) {
    const auto& rollout = component.rollout;
    const auto& runs =
        rollout.current ? rollout.current : rollout.last_good;  // made by hand, before the first publication
    if (runs) return runs->port != next.port;
    return component.draft.file(next.path).presence == model::Presence::absent;
}

std::string explain(const ComponentDraft& component) {
    const auto& seen = component.observed.port;
    if (!seen.unit.empty()) {
        return fmt::format(
            "{} runs, and port {} is taken; {} could not listen there, so it is not published. Stop it for good: "
            "systemctl disable --now {}",
            seen.unit, seen.number, component.name, seen.unit);
    }
    return fmt::format(
        "another program listens on port {}; {} could not listen there, so it is not published. See which: ss -ltnp "
        "'sport = :{}'. Stop it (a unit, for example: systemctl disable --now {}), or give {} another port",
        seen.number, component.name, seen.number, component.name, component.row.port_field);
}

}  // namespace

Port plan_port(ComponentDraft& component, const model::Generation& next) {
    if (component.draft.observed.offline || !takes_a_new_port(component, next)) return Port::free;
    const auto& seen = component.observed.port;
    const bool known = seen.number == next.port && seen.checked_at + recheck > component.draft.now.steady;
    if (known && !seen.taken) return Port::free;
    if (known) {
        component.draft.due(seen.checked_at + recheck);
    } else {
        component.draft.look(model::LookKind::port, component.id);
    }
    return seen.number == next.port && seen.taken ? Port::taken : Port::unknown;
}

Verdict port_in_use(const ComponentDraft& component) {
    const bool serves = component.rollout.current.has_value();
    return {serves ? State::degraded : State::failed, "PortInUse", explain(component)};
}

}  // namespace planekeeper::plan
