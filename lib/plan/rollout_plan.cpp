#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "facts/quantity.hpp"
#include "plan/fallback.hpp"
#include "plan/found_server.hpp"
#include "plan/kept_copies.hpp"
#include "plan/steps.hpp"

namespace planekeeper::plan {

using model::Generation;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t remembered_starts = 5;
/// What took longer took it for another reason: the daemon was away, or the clock was set.
constexpr auto slowest_start = 15min;

/// The generation that runs has passed its gate.
void take_as_good(model::Rollout& rollout, std::chrono::seconds start) {
    if (rollout.last_good && rollout.last_good->id == rollout.current->id) return;
    rollout.previous_good = std::exchange(rollout.last_good, rollout.current);
    if (start < 0s || start > slowest_start) return;
    rollout.starts.push_back(start);
    if (rollout.starts.size() > remembered_starts) rollout.starts.erase(rollout.starts.begin());
}

/// The published generation has soaked. A good one of another minor is then no way back: it may be unable to read what
/// this one has stored.
void take_as_soaked(model::Rollout& rollout) {
    rollout.soaked = rollout.current->id;
    rollout.failed.erase(rollout.soaked);
    const auto& previous = rollout.previous_good;
    if (previous && previous->version.minor != rollout.current->version.minor) rollout.previous_good.reset();
}

/// Takes the verdict over the published generation into the ledger.
void record(ComponentDraft& component, const Verdict& verdict) {
    auto& rollout = component.rollout;
    if (verdict.gate_passed) {
        take_as_good(rollout, verdict.has_run);
        if (rollout.soaked == rollout.current->id) return;
        const auto slowest = rollout.starts.empty() ? 0s : std::ranges::max(rollout.starts);
        const auto left = slowest + soak_time - verdict.has_run;
        if (left <= 0s) return take_as_soaked(rollout);
        return component.draft.due(component.draft.now.steady + left);
    }
    if (!verdict.cure.empty() && !rollout.cures.contains(verdict.cure)) {
        rollout.cures.insert(verdict.cure);
        return;
    }
    if (!verdict.given_up) return;
    note_failure(component, rollout.current->id,
                 {.reason = verdict.reason, .message = verdict.message, .of_time = verdict.of_time});
}

/// "…; it is tried again at …"
std::string when_again(const model::Failure& failure) {
    if (!failure.of_time) return " until the desired state changes, or somebody says `planekeeper retry`";
    return fmt::format("; it is tried again at {}, or with `planekeeper retry`", to_rfc3339(retry_time(failure)));
}

/// What is to run now, and why.
struct Choice {
    Generation generation;
    std::string reason = "a new generation is a new pod";  ///< why the component restarts
    bool is_fallback = false;
};

Choice instead_of(ComponentDraft& component, const std::string& failed, const model::Failure& failure,
                  Generation next) {
    const auto* good = fallback(component);
    if (good == nullptr) return {component.rollout.current.value_or(std::move(next))};
    const auto id = good->id.substr(0, 12);
    component.draft.plan.warnings.push_back(
        fmt::format("generation {} failed ({}); the last good generation {} runs in its place{}", failed.substr(0, 12),
                    to_string(failure), id, when_again(failure)));
    if (is_lost(component, good->image)) {
        component.draft.plan.warnings.push_back(fmt::format(
            "the runtime has lost {}, which generation {} needs; import it again, or correct the desired state",
            good->image, id));
    }
    return {*good,
            fmt::format("back to generation {}, for {} failed {} {}", id, failed.substr(0, 12), failure.times,
                        failure.times == 1 ? "time" : "times"),
            true};
}

/// The desired generation or what prepares for it (`next`), or a good one when either has failed.
Choice wanted(ComponentDraft& component, const Generation& desired, Generation next) {
    for (const auto& id : {desired.id, next.id}) {
        if (const auto* failure = standing_failure(component, id))
            return instead_of(component, id, *failure, std::move(next));
    }
    Choice choice{std::move(next)};
    const auto& failed = component.rollout.failed;
    if (const auto it = failed.find(choice.generation.id); it != failed.end()) {
        choice.reason = fmt::format("tried again after {} ({})", it->second.reason, it->second.times);
    }
    return choice;
}

/// Why a publication restarts the component; empty: nothing runs yet.
std::string why_restart(const ComponentDraft& component) {
    const auto& rollout = component.rollout;
    if (takes_over(rollout)) return takeover_note(component);
    return rollout.current ? "a new generation is a new pod" : "";
}

/// The end of a publication's summary: settings that differ from those of the server that the publication ends.
std::string lasting_note(const ComponentDraft& component) {
    std::string note;
    for (const auto& difference : lasting_differences(component)) note += fmt::format("; {}", difference);
    return note;
}

/// Shows that the publication also removes the hand-made manifest, when that has another name.
void show_removal_of_found(ComponentDraft& component) {
    const auto& rollout = component.rollout;
    if (!takes_over(rollout) || !rollout.last_good->hand_made) return;
    const auto& path = rollout.last_good->path;
    if (path == kubernetes::manifest_path(component.draft.desired, component.id)) return;
    component.draft.wait(
        {.resource = {ResourceKind::file, path},
         .verb = model::Verb::remove,
         .summary = fmt::format("{} is of the same server as planekeeper's manifest; what is there is kept below {}{}",
                                path, model::replaced_directory, path),
         .waits_for = "together with the publication of planekeeper's manifest"});
}

/// What a publication waits for.
struct Obstacle {
    ResourceId id;
    State state = State::pending;
    std::string reason;              ///< as in its status
    std::optional<Verdict> instead;  ///< replaces the component's verdict
};

Obstacle as_obstacle(const model::ResourceStatus& resource) {
    return {.id = resource.id, .state = resource.state, .reason = resource.reason, .instead = {}};
}

Obstacle as_obstacle(const Draft& draft, const ResourceId& id) {
    const auto* resource = draft.status_of(id);
    return resource != nullptr ? as_obstacle(*resource) : Obstacle{.id = id, .reason = "Pending", .instead = {}};
}

/// Nullopt: the generation may be published.
std::optional<Obstacle> obstacle_to(ComponentDraft& component, const Generation& generation, const Target& target) {
    auto& draft = component.draft;
    if (const auto* earlier = draft.obstacle()) return as_obstacle(*earlier);
    if (!target.image.present) return as_obstacle(draft, {ResourceKind::image, component.desired.image.name});
    if (!plan_rehearsal(component, generation, target.ingredients.cures)) {
        return as_obstacle(draft, {ResourceKind::rehearsal, generation.id.substr(0, 12)});
    }
    const auto port = plan_port(component, generation);
    if (port == Port::free) return std::nullopt;
    Obstacle taken{.id = kubernetes::resource_of(component.row), .reason = "PortNotFree", .instead = {}};
    if (port == Port::taken) taken.instead = port_in_use(component);
    return taken;
}

/// Who looks at the component learns what it waits for.
void name_obstacle(ComponentDraft& component, Verdict& verdict, const Obstacle& obstacle) {
    if (obstacle.state == State::failed) component.draft.plan.blocker = obstacle.id;
    if (verdict.reason != "NotPublished") return;
    verdict.message += fmt::format("; that waits for {} ({})", to_string(obstacle.id), obstacle.reason);
}

/// `next` is null as long as nobody knows it.
void show_waiting(ComponentDraft& component, const std::string& waits_for, const Generation* next) {
    model::PlannedChange shown;
    if (next != nullptr) {
        const auto& seen = component.draft.file(next->path);
        if (seen.presence == model::Presence::present) shown.before = seen.text;
        shown.after = next->manifest;
    }
    shown.resource = {ResourceKind::static_pod, kubernetes::manifest_path(component.draft.desired, component.id)};
    const auto& rollout = component.rollout;
    shown.verb = rollout.current || takes_over(rollout) ? model::Verb::update : model::Verb::create;
    shown.summary =
        fmt::format("publish the static pod of {}{}", component.name, rollout.current ? "" : lasting_note(component));
    shown.waits_for = waits_for;
    shown.restarts = component.id;
    shown.restart_reason = why_restart(component);
    if (shown.restart_reason.empty()) shown.restart_reason = "it starts for the first time";
    component.draft.wait(std::move(shown));
    show_removal_of_found(component);
}

/// Adds the note to the change of the publication, so that the event of the change records it.
void add_to_publication(ComponentDraft& component, const std::string& note) {
    const ResourceId id{ResourceKind::static_pod, component.rollout.current->path};
    const auto change = std::ranges::find(component.draft.plan.changes, id, &model::Change::resource);
    if (change != component.draft.plan.changes.end()) change->shown.summary += note;
}

enum class Publication {
    kept,   ///< as it was published before
    fresh,  ///< of this pass
};

/// Writes the manifest of `generation` when it is new or has drifted. `reason`: why that restarts the component; empty:
/// nothing runs yet.
void plan_manifest(ComponentDraft& component, const Generation& generation, Publication publication,
                   std::string reason) {
    DesiredFile file;
    file.path = generation.path;
    file.content = generation.manifest;
    file.digest = Digest::of(generation.manifest);
    const bool is_ours = !component.draft.plan.ledger.files.insert(generation.path).second;
    file.known_to_exist = publication == Publication::kept && is_ours;
    file.in_manifest_directory = true;
    file.after_publish = std::move(reason);
    file.restarts = component.id;
    file.kind = ResourceKind::static_pod;
    meet(component.draft, file, is_ours ? Turn::again : Turn::first);
    plan_file(component.draft, file);
}

/// The seed's limit of 384 MiB is near what kube-apiserver 1.20 uses (290 to 420 MB seen).
void warn_of_memory(ComponentDraft& component) {
    constexpr long double near_limit = 0.9L;
    const auto& limit = component.desired.resources.memory_limit;
    const auto bytes = kubernetes::quantity(limit);
    const auto used = component.observed.memory_bytes;
    if (!bytes || !used || static_cast<long double>(*used) < near_limit * *bytes) return;
    component.draft.plan.warnings.push_back(
        fmt::format("{} uses {} MiB of its limit of {}; raise {}.resources.limits.memory before the kernel kills it",
                    component.name, *used / 1'048'576, limit, component.row.section));
}

/// `desired`: null as long as nobody knows it.
void report(ComponentDraft& component, const Verdict& verdict, const Generation* desired) {
    const auto id = kubernetes::resource_of(component.row);
    const auto& rollout = component.rollout;
    auto state = verdict.state;
    auto reason = verdict.reason;
    auto message = verdict.message;
    const auto* failure = desired != nullptr ? standing_failure(component, desired->id) : nullptr;
    if (failure != nullptr && takes_over(rollout)) {
        state = State::failed;
        reason = failure->reason;
        message = fmt::format("{}; the {} that was made by hand runs on{}", to_string(*failure), component.row.noun,
                              when_again(*failure));
    }
    if (failure != nullptr && rollout.current && rollout.current->id != desired->id && state == State::ready) {
        state = State::degraded;
        reason = "FellBack";
        message = fmt::format("the last good generation runs, because {}{}", to_string(*failure), when_again(*failure));
    }
    if (failure != nullptr && failure->of_time && component.draft.now.system >= failure->at) {
        component.draft.due(component.draft.now.steady +
                            std::chrono::ceil<std::chrono::seconds>(retry_time(*failure) - component.draft.now.system));
    }
    component.draft.status(id, state, std::move(reason), std::move(message));
    if (rollout.current) component.draft.plan.resources.back().generation = rollout.current->id.substr(0, 12);
}

bool differs_from_published(const model::Rollout& rollout, const Generation& generation) {
    return !rollout.current || rollout.current->id != generation.id || rollout.current->path != generation.path;
}

/// A file that the component reads again by itself changes without a new generation.
void remember_files(model::Rollout& rollout, const Generation& desired) {
    for (auto* generation : {&rollout.current, &rollout.last_good, &rollout.previous_good}) {
        if (*generation && (*generation)->id == desired.id) (*generation)->files = desired.files;
    }
}

/// True for a hand-made generation whose manifest is still there: its owner may go on changing it.
bool is_published_by_hand(const ComponentDraft& component) {
    const auto& current = *component.rollout.current;
    return current.hand_made && is_published(component, current);
}

/// Makes `next` the published generation.
void publish(ComponentDraft& component, Generation next, Verdict& verdict) {
    next.published_at = component.draft.now.system;
    auto& rollout = component.rollout;
    rollout.soaked.clear();
    // Two manifests of one server cannot both be there: this one is removed, and comes back if there is no other way.
    const auto& good = rollout.last_good;
    if (good && good->hand_made && good->path != next.path) {
        DesiredFile theirs;
        theirs.path = good->path;
        meet(component.draft, theirs, Turn::first);
        component.draft.plan.ledger.files.insert(good->path);
    }
    rollout.current = std::move(next);
    verdict = {State::progressing, "Publishing", "the manifest is being published"};
}

}  // namespace

Judgement take_verdict(ComponentDraft& component, const std::vector<model::KubernetesObject>& objects) {
    const auto& rollout = component.rollout;
    if (takes_over(rollout)) {
        schedule_looks(component, *rollout.last_good, {}, objects);
        return {{State::pending, "NotPublished", fmt::format("{}, once everything is ready", takeover_note(component))},
                rollout.cures};
    }
    if (!rollout.current) {
        return {{State::pending, "NotPublished", "starts once its manifest is published"}, rollout.cures};
    }
    auto verdict = judge(component, *rollout.current);
    record(component, verdict);
    schedule_looks(component, *rollout.current, verdict, objects);
    return {std::move(verdict), rollout.cures};
}

namespace {

/// Nobody knows yet what is to run.
void wait_for_target(ComponentDraft& component, const std::string& missing, Verdict& verdict) {
    const auto* earlier = component.draft.obstacle();
    const bool is_refused = earlier != nullptr && earlier->state == State::failed;
    show_waiting(component,
                 is_refused ? fmt::format("after {}", to_string(earlier->id)) : fmt::format("known after {}", missing),
                 nullptr);
    if (earlier != nullptr) return name_obstacle(component, verdict, as_obstacle(*earlier));
    if (verdict.reason == "NotPublished") verdict.message += fmt::format("; that waits for {}", missing);
}

}  // namespace

std::optional<ActiveSequence> plan_rollout(ComponentDraft& component, const Target& target, Verdict verdict,
                                           std::optional<ActiveSequence> sequence) {
    auto& rollout = component.rollout;
    const bool is_first = !rollout.current;
    const auto note = is_first ? lasting_note(component) : std::string{};
    const auto& desired = target.generation;
    bool is_new = false;
    std::string reason = is_first ? why_restart(component) : "the manifest is put right";
    if (desired) {
        component.draft.plan.generations[component.id] = desired->id;
        remember_files(rollout, *desired);
        const auto obstacle = obstacle_to(component, *desired, target);
        if (obstacle && obstacle->instead) verdict = *obstacle->instead;
        auto staged = generation_of_stage(component, *desired, target.ingredients, std::move(sequence));
        sequence = std::move(staged.sequence);
        auto next = wanted(component, *desired, std::move(staged.generation));
        // A server that was found and runs on needs no publication.
        is_new = differs_from_published(rollout, next.generation) && !(is_first && next.is_fallback);
        // A generation that was good waits for nothing: all that it needs is there.
        const bool is_good = rollout.last_good && next.generation.id == rollout.last_good->id && !is_first;
        if (is_new && obstacle && !next.is_fallback && !is_good) {
            show_waiting(component, fmt::format("after {}", to_string(obstacle->id)), &next.generation);
            name_obstacle(component, verdict, *obstacle);
            is_new = false;
        } else if (is_new) {
            if (!is_first) reason = std::move(next.reason);
            publish(component, std::move(next.generation), verdict);
        }
    } else {
        wait_for_target(component, desired.error(), verdict);
    }
    if (rollout.current && (is_new || !is_published_by_hand(component))) {
        plan_manifest(component, *rollout.current, is_new ? Publication::fresh : Publication::kept, std::move(reason));
        add_to_publication(component, note);
    }
    report(component, verdict, desired ? &*desired : nullptr);
    warn_of_memory(component);
    return sequence;
}

void plan_standstill(ComponentDraft& component, Verdict verdict, const ResourceId& obstacle) {
    const auto& rollout = component.rollout;
    name_obstacle(component, verdict, as_obstacle(component.draft, obstacle));
    if (!rollout.current) {
        if (!component.draft.plan.blocker)
            show_waiting(component, fmt::format("after {}", to_string(obstacle)), nullptr);
        return report(component, verdict, nullptr);
    }
    const auto* failure = standing_failure(component, rollout.current->id);
    const auto* good = failure == nullptr ? nullptr : fallback(component);
    const bool falls_back = good != nullptr && good->id != rollout.current->id;
    std::string reason = "the manifest is put right";
    if (falls_back) {
        auto choice = instead_of(component, std::string{rollout.current->id}, *failure, *good);
        reason = std::move(choice.reason);
        publish(component, std::move(choice.generation), verdict);
    }
    if (falls_back || !is_published_by_hand(component)) {
        plan_manifest(component, *rollout.current, falls_back ? Publication::fresh : Publication::kept,
                      std::move(reason));
    }
    report(component, verdict, nullptr);
}

}  // namespace planekeeper::plan
