#include "plan/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "components/key_material.hpp"
#include "components/program.hpp"
#include "components/render.hpp"
#include "failures/known_failures.hpp"
#include "plan/fallback.hpp"
#include "plan/found_server.hpp"

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::ContainerState;
using model::Health;
using model::HealthReason;
using model::ObservedContainer;
using model::State;

SystemTime created_at(const ObservedContainer& container) {
    return SystemTime{std::chrono::duration_cast<SystemTime::duration>(std::chrono::nanoseconds{container.created_ns})};
}

namespace {

/// A pod of a generation of planekeeper's that has run here.
bool is_of_planekeeper(const ComponentDraft& component, const std::string& pod_uid) {
    const auto& rollout = component.rollout;
    const auto is = [&](const std::string& id) { return kubernetes::pod_uid(Digest::from_hex(id)) == pod_uid; };
    if (std::ranges::any_of(rollout.failed, [&](const auto& one) { return is(one.first); })) return true;
    return std::ranges::any_of(std::array{&rollout.last_good, &rollout.previous_good},
                               [&](const auto* good) { return *good && !(*good)->hand_made && is((*good)->id); });
}

}  // namespace

std::vector<const ObservedContainer*> containers_of(const ComponentDraft& component,
                                                    const model::Generation& generation) {
    const auto is_its = [&, uid = kubernetes::pod_uid(Digest::from_hex(generation.id))](const std::string& pod_uid) {
        return generation.hand_made ? !is_of_planekeeper(component, pod_uid) : pod_uid == uid;
    };
    std::vector<const ObservedContainer*> found;
    for (const auto& container : component.observed.containers) {
        const bool earlier =
            container.state == ContainerState::exited && created_at(container) < generation.published_at;
        if (is_its(container.pod_uid) && !earlier) found.push_back(&container);
    }
    return found;
}

namespace {

/// Restarts after which an exit that nobody can name counts as the generation's fault.
constexpr std::uint32_t unexplained_restarts = 4;
constexpr std::uint32_t out_of_memory_restarts = 1;
/// While a container is younger than this, the end of its forerunner explains why it is not ready.
constexpr auto young_container = 1min;

std::chrono::seconds age(const ComponentDraft& component, const ObservedContainer& container) {
    return std::chrono::duration_cast<std::chrono::seconds>(component.draft.now.system - created_at(container));
}

/// How far a published generation has come.
struct Standing {
    bool gated = false;   ///< it has passed its gate
    bool soaked = false;  ///< and has kept well since: what happens to it now is the world's doing
};

Standing standing_of(const model::Rollout& rollout, const model::Generation& published) {
    return {.gated = rollout.last_good && rollout.last_good->id == published.id,
            .soaked = rollout.soaked == published.id};
}

Verdict without_container(const ComponentDraft& component, const model::Generation& published, Standing standing) {
    const auto& runtime = component.draft.observed.runtime;
    if (!runtime.error.empty()) {
        // containerd may go while its containers run on.
        const bool serves = standing.gated && component.observed.health.state == Health::ready;
        return {serves ? State::degraded : State::pending, "RuntimeUnavailable", runtime.error};
    }
    const auto& version = component.draft.desired.version;
    if (const auto failure =
            kubernetes::recognise(runtime.kubelet_log, version, kubernetes::LogSource::kubelet, component.name)) {
        return {State::failed, failure->id, failure->explanation};
    }
    if (!runtime.known && standing.gated) {
        return {State::unknown, "NotLookedAt", "the container runtime is being asked"};
    }
    if (!runtime.known || component.draft.now.system - published.published_at < 1min) {
        return {State::progressing, "WaitsForKubelet", "the manifest is published; the kubelet starts it"};
    }
    return {State::pending, "WaitsForKubelet",
            fmt::format("the kubelet has not started the pod yet: is it running, and is its staticPodPath {}?",
                        component.draft.desired.static_pods.directory)};
}

std::string describe_exit(const ObservedContainer& container) {
    std::string text = fmt::format("the container ended with exit code {}", container.exit_code);
    if (!container.reason.empty()) text += fmt::format(" ({})", container.reason);
    if (!container.message.empty()) text += fmt::format(": {};", container.message);
    return fmt::format("{} after {} restarts", text, container.attempt);
}

/// What the last end of a container means.
Verdict after_exit(const ComponentDraft& component, const ObservedContainer& ended, Standing standing) {
    Verdict verdict{State::failed, "ContainerExited", describe_exit(ended)};
    if (const auto failure = kubernetes::recognise(ended.log, component.draft.desired.version, component.row.log)) {
        verdict.reason = failure->id;
        verdict.message = failure->explanation;
        verdict.cure = failure->cure;
        verdict.given_up = failure->deterministic;
    } else if (kubernetes::cannot_be_executed({ended.message})) {
        verdict.reason = "CannotBeExecuted";
        verdict.given_up = true;
    } else if (ended.out_of_memory) {
        verdict.reason = "OOMKilled";
        verdict.message =
            fmt::format("{} used more memory than its limit of {} and was killed; raise {}.resources.limits.memory",
                        component.name, component.desired.resources.memory_limit, component.row.section);
        verdict.given_up = ended.attempt >= out_of_memory_restarts;
    } else {
        if (!ended.log.empty()) verdict.message += fmt::format(": {}", ended.log.back());
        verdict.given_up = ended.attempt >= unexplained_restarts;
    }
    verdict.given_up = verdict.given_up && !standing.soaked;
    return verdict;
}

/// How a component that is not ready is judged.
struct Unready {
    std::string_view reason;  ///< in status
    bool own_fault = false;   ///< the generation is at fault, and not something around it
    std::string advice;       ///< what to look at, where the component's own words do not say it
};

/// The certificate that the component serves with.
std::string serving_certificate(const ComponentDraft& component) {
    for (const auto& item : kubernetes::material_items(component.draft.desired)) {
        if (!item.profile.server_auth || item.reader.value_or(model::ComponentId::api_server) != component.id) continue;
        const auto file = std::ranges::find(item.files, model::FileRole::certificate, &kubernetes::MaterialFile::role);
        if (file != item.files.end()) return file->path;
    }
    return {};
}

Unready unready(const ComponentDraft& component) {
    switch (component.observed.health.reason) {
        case HealthReason::unreachable: return {.reason = "Unreachable", .own_fault = true, .advice = {}};
        case HealthReason::certificate_rejected:
            return {
                .reason = "CertificateRejected",
                .advice = fmt::format(". Is the clock right? Else it serves with another certificate than the one in "
                                      "{0}, or that is of another authority: openssl x509 -noout -issuer -serial "
                                      "-dates -in {0}",
                                      serving_certificate(component))};
        case HealthReason::store_unhealthy:
            return {.reason = "EtcdUnhealthy", .advice = ". See whether etcd runs and answers: systemctl status etcd"};
        case HealthReason::none:
        case HealthReason::not_ready: break;
    }
    return {.reason = "NotReady", .own_fault = true, .advice = {}};
}

/// A server of another pod may be the one that answers.
bool another_runs(const ComponentDraft& component, const ObservedContainer& published) {
    return std::ranges::any_of(component.observed.containers, [&](const ObservedContainer& container) {
        return container.state == ContainerState::running && container.pod_uid != published.pod_uid;
    });
}

Verdict while_running(const ComponentDraft& component, const std::vector<const ObservedContainer*>& containers,
                      Standing standing) {
    const auto& health = component.observed.health;
    // A new daemon does not know yet how a good generation is; it is not ill for that.
    const auto undecided = standing.gated ? State::unknown : State::progressing;
    if (health.state == Health::ready) {
        if (!standing.soaked && another_runs(component, *containers.front())) {
            return {State::progressing, "Gating",
                    fmt::format("ready; but the pod of an earlier generation of {} still runs, too", component.name)};
        }
        if (health.ready_streak < gate_streak) return {undecided, "Gating", "ready; watched until it stays so"};
        return {.state = State::ready,
                .reason = "Healthy",
                .message = health.version,
                .gate_passed = !component.row.gate.reads_objects || component.draft.observed.api.objects_known,
                .has_run = age(component, *containers.front())};
    }
    if (health.state == Health::unknown)
        return {undecided, "Checking", fmt::format("{} is being asked", component.row.spoken)};
    const auto ended = std::ranges::find_if(
        containers, [](const auto* container) { return container->state == ContainerState::exited; });
    // A container that has run for long does not suffer from what ended its forerunner.
    const bool young = age(component, *containers.front()) < young_container;
    // An answer that names etcd explains more than the end of the forerunner.
    const bool names_etcd = health.reason == HealthReason::store_unhealthy;
    if (ended != containers.end() && young && !names_etcd) {
        auto verdict = after_exit(component, **ended, standing);
        verdict.message += "; it has been started again";
        return verdict;
    }
    const bool slow = age(component, *containers.front()) > start_budget(component.rollout);
    if (!slow && !standing.gated) return {State::progressing, "Starting", health.detail};
    const auto judged = unready(component);
    Verdict verdict{State::failed, std::string{judged.reason}, health.detail + judged.advice};
    const auto& log = containers.front()->log;
    const auto& version = component.draft.desired.version;
    if (const auto failure = kubernetes::recognise(log, version, component.row.log)) {
        verdict.reason = failure->id;
        verdict.message = failure->explanation;
        verdict.given_up = !standing.soaked && failure->deterministic;
        return verdict;
    }
    const bool lasts =
        !standing.gated || (health.unready_since && component.draft.now.steady - *health.unready_since > longest_lapse);
    verdict.of_time = judged.own_fault && !kubernetes::recognise_wait(log, version, component.row.log);
    verdict.given_up = verdict.of_time && lasts && !standing.soaked;
    return verdict;
}

}  // namespace

std::chrono::seconds start_budget(const model::Rollout& rollout) {
    constexpr std::chrono::seconds least = 2min;
    constexpr std::chrono::seconds most = 15min;
    constexpr std::chrono::seconds unlearned = 6min;
    if (rollout.starts.empty()) return unlearned;
    return std::clamp(4 * std::ranges::max(rollout.starts), least, most);
}

Verdict judge(const ComponentDraft& component, const model::Generation& published) {
    if (component.draft.observed.offline) return {State::pending, "Offline", "started on the node itself"};
    if (!is_published(component, published)) {
        return {State::progressing, "Publishing", "the manifest is being published"};
    }
    const auto& rollout = component.rollout;
    const auto standing = standing_of(rollout, published);
    const auto containers = containers_of(component, published);
    if (containers.empty()) return without_container(component, published, standing);
    switch (containers.front()->state) {
        case ContainerState::exited: return after_exit(component, *containers.front(), standing);
        case ContainerState::running: return while_running(component, containers, standing);
        case ContainerState::created:
        case ContainerState::unknown: break;
    }
    const auto& said = component.draft.observed.runtime.kubelet_log;
    if (const auto failure = kubernetes::recognise(said, component.draft.desired.version,
                                                   kubernetes::LogSource::kubelet, component.name)) {
        return {State::failed, failure->id, failure->explanation};
    }
    return {State::progressing, "Starting", "the container is being started"};
}

namespace {

bool objects_are_due(const ComponentDraft& component, const std::vector<model::KubernetesObject>& objects) {
    const auto& health = component.observed.health;
    const auto& api = component.draft.observed.api;
    if (health.state != Health::ready) return false;
    const bool unseen =
        std::ranges::any_of(objects, [&](const auto& object) { return !api.objects.contains(object.api_path); });
    const bool is_old = api.objects_checked_at + 30s <= component.draft.now.steady;
    return !api.objects_known || unseen || is_old || !component.rollout.last_good;
}

}  // namespace

void schedule_looks(ComponentDraft& component, const model::Generation& published, const Verdict& verdict,
                    const std::vector<model::KubernetesObject>& objects) {
    if (component.draft.observed.offline) return;
    const bool good = verdict.state == State::ready;
    const bool young = component.draft.now.system - published.published_at < 5min;
    auto& draft = component.draft;
    const auto& health = component.observed.health;
    const auto look = [&](model::LookKind what, SteadyTime last, std::chrono::milliseconds every) {
        if (last + every <= draft.now.steady) {
            draft.look(what, component.id);
        } else {
            draft.due(last + every);
        }
    };
    look(model::LookKind::runtime, draft.observed.runtime.checked_at, good ? 600'000ms : young ? 2'000ms : 10'000ms);
    const bool everything = component.row.gate.reads_objects && objects_are_due(component, objects);
    const auto every = good ? 10'000ms : young ? 1'000ms : 3'000ms;
    look(everything ? model::LookKind::objects : model::LookKind::health, health.checked_at, every);
}

}  // namespace planekeeper::plan
