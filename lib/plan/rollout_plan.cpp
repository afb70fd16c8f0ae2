#include <algorithm>
#include <utility>

#include "facts/quantity.hpp"
#include "plan/draft.hpp"
#include "plan/fallback.hpp"
#include "plan/found_server.hpp"
#include "plan/generation.hpp"
#include "plan/kept_copies.hpp"
#include "plan/verdict.hpp"

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

bool are_gone(const Draft& draft, const std::vector<model::KubernetesObject>& objects) {
    const auto& seen = draft.observed.api.objects;
    return std::ranges::all_of(objects, [&](const auto& object) {
        const auto it = seen.find(object.api_path);
        return it != seen.end() && it->second.error.empty() && !it->second.present;
    });
}

/// On the way to another minor first what prepares for it: with the image that runs, until it has passed its gate and
/// what the next version does not know is gone.
Generation next_step(Draft& draft, const Generation& desired) {
    const auto& ledger = draft.plan.ledger;
    if (!draft.before_step || ledger.current->id == desired.id) return desired;
    auto preparation = generation_of(draft, *draft.before_step, ledger.last_good->image).generation;
    if (!preparation) return desired;
    draft.step_is_prepared = ledger.current->id == preparation->id && ledger.last_good->id == preparation->id;
    return draft.step_is_prepared && are_gone(draft, withdrawn(draft)) ? desired : *preparation;
}

/// The generation that runs has passed its gate.
void take_as_good(model::Ledger& ledger, std::chrono::seconds start) {
    if (ledger.last_good && ledger.last_good->id == ledger.current->id) return;
    ledger.previous_good = std::exchange(ledger.last_good, ledger.current);
    if (start < 0s || start > slowest_start) return;
    ledger.starts.push_back(start);
    if (ledger.starts.size() > remembered_starts) ledger.starts.erase(ledger.starts.begin());
}

/// It has kept well since. An older minor is no way back any more: what this one has stored it may not read.
void take_as_soaked(model::Ledger& ledger) {
    ledger.soaked = ledger.current->id;
    ledger.failed.erase(ledger.soaked);
    const auto& previous = ledger.previous_good;
    if (previous && previous->version.minor != ledger.current->version.minor) ledger.previous_good.reset();
}

/// Takes the verdict over the published generation into the ledger.
void record(Draft& draft, const Verdict& verdict) {
    auto& ledger = draft.plan.ledger;
    if (verdict.gate_passed) {
        take_as_good(ledger, verdict.has_run);
        if (ledger.soaked == ledger.current->id) return;
        const auto slowest = ledger.starts.empty() ? 0s : std::ranges::max(ledger.starts);
        const auto left = slowest + soak_time - verdict.has_run;
        if (left <= 0s) return take_as_soaked(ledger);
        return draft.due(draft.now.steady + left);
    }
    if (!verdict.cure.empty() && !ledger.cures.contains(verdict.cure)) {
        ledger.cures.insert(verdict.cure);
        return;
    }
    if (!verdict.given_up) return;
    note_failure(draft, ledger.current->id,
                 {.reason = verdict.reason, .message = verdict.message, .of_time = verdict.of_time});
}

/// "…; it is tried again at …"
std::string when_again(const model::Failure& failure) {
    if (!failure.of_time) return " until the desired state changes, or somebody says `planekeeper retry`";
    return "; it is tried again at " + to_rfc3339(retry_time(failure)) + ", or with `planekeeper retry`";
}

/// What is to run now, and why.
struct Choice {
    Generation generation;
    std::string reason = "a new generation is a new pod";  ///< to restart for it
    bool is_fallback = false;
};

Choice instead_of(Draft& draft, const std::string& failed, const model::Failure& failure, Generation next) {
    const auto* good = fallback(draft);
    if (good == nullptr) return {draft.plan.ledger.current.value_or(std::move(next))};
    const auto id = good->id.substr(0, 12);
    draft.plan.warnings.push_back("generation " + failed.substr(0, 12) + " failed (" + to_string(failure) +
                                  "); the last good generation " + id + " runs in its place" + when_again(failure));
    if (is_lost(draft, good->image)) {
        draft.plan.warnings.push_back("the runtime has lost " + good->image + ", which generation " + id +
                                      " needs; import it again, or correct the desired state");
    }
    return {*good,
            "back to generation " + id + ", for " + failed.substr(0, 12) + " failed " + std::to_string(failure.times) +
                (failure.times == 1 ? " time" : " times"),
            true};
}

/// The generation that shall run now: the desired one or what prepares for it, or a good one when either has failed.
Choice wanted(Draft& draft, const Generation& desired) {
    auto next = next_step(draft, desired);
    for (const auto& id : {desired.id, next.id}) {
        if (const auto* failure = standing_failure(draft, id)) return instead_of(draft, id, *failure, std::move(next));
    }
    Choice choice{std::move(next)};
    const auto& failed = draft.plan.ledger.failed;
    if (const auto it = failed.find(choice.generation.id); it != failed.end()) {
        choice.reason = "tried again after " + it->second.reason + " (" + std::to_string(it->second.times) + ")";
    }
    return choice;
}

/// Why a publication restarts the API server; empty: nothing runs yet.
std::string why_restart(const model::Ledger& ledger) {
    if (takes_over(ledger)) return takeover_note(ledger);
    return ledger.current ? "a new generation is a new pod" : "";
}

/// Behind what a publication says: settings that differ from those of the server that it ends.
std::string lasting_note(const Draft& draft) {
    std::string note;
    for (const auto& difference : lasting_differences(draft)) note += "; " + difference;
    return note;
}

/// The manifest that was made by hand has another name, and goes with the publication.
void show_removal_of_found(Draft& draft) {
    const auto& ledger = draft.plan.ledger;
    if (!takes_over(ledger) || !ledger.last_good->hand_made) return;
    const auto& path = ledger.last_good->path;
    if (path == manifest_path(draft.desired)) return;
    draft.wait({.resource = {ResourceKind::file, path},
                .verb = model::Verb::remove,
                .summary = path + " is of the same server as planekeeper's manifest; what is there is kept below " +
                           model::replaced_directory + path,
                .waits_for = "together with the publication of planekeeper's manifest"});
}

const model::ResourceStatus* find_status(const Draft& draft, const std::string& id) {
    const auto& resources = draft.plan.resources;
    const auto it = std::ranges::find_if(resources, [&](const auto& resource) { return to_string(resource.id) == id; });
    return it == resources.end() ? nullptr : &*it;
}

/// What the publication waits for: what failed before what is under way. Null: nothing of what has a status.
const model::ResourceStatus* blocker(const Draft& draft) {
    const model::ResourceStatus* first = nullptr;
    for (const auto& id : draft.unfinished) {
        const auto* resource = find_status(draft, id);
        if (resource == nullptr) continue;
        if (resource->state == State::failed) return resource;
        if (first == nullptr) first = resource;
    }
    return first;
}

/// Who looks at the API server learns what it waits for.
void name_blocker(Draft& draft, Verdict& verdict, const model::ResourceStatus* resource,
                  const std::string& otherwise = {}) {
    if (resource != nullptr && resource->state == State::failed) draft.plan.blocker = resource->id;
    if (verdict.reason != "NotPublished") return;
    const auto what = resource != nullptr ? to_string(resource->id) + " (" + resource->reason + ")" : otherwise;
    if (!what.empty()) verdict.message += "; that waits for " + what;
}

/// `next` is null as long as nobody knows it.
void show_waiting(Draft& draft, const std::string& waits_for, const Generation* next) {
    model::PlannedChange shown;
    if (next != nullptr) {
        const auto& seen = draft.file(next->path);
        if (seen.presence == model::Presence::present) shown.before = seen.text;
        shown.after = next->manifest;
    }
    shown.resource = {ResourceKind::static_pod, manifest_path(draft.desired)};
    const auto& ledger = draft.plan.ledger;
    shown.verb = ledger.current || takes_over(ledger) ? model::Verb::update : model::Verb::create;
    shown.summary = "publish the static pod of kube-apiserver" + (ledger.current ? "" : lasting_note(draft));
    shown.waits_for = waits_for;
    shown.restarts_api_server = true;
    shown.restart_reason = why_restart(ledger);
    if (shown.restart_reason.empty()) shown.restart_reason = "it starts for the first time";
    draft.wait(std::move(shown));
    show_removal_of_found(draft);
}

/// With the change itself, so that its event records it.
void add_to_publication(Draft& draft, const std::string& note) {
    const ResourceId id{ResourceKind::static_pod, draft.plan.ledger.current->path};
    const auto change = std::ranges::find(draft.plan.changes, id, &model::Change::resource);
    if (change != draft.plan.changes.end()) change->shown.summary += note;
}

/// Writes what `ledger.current` says, new or drifted. `reason`: why that restarts the API server; empty: nothing runs yet.
void plan_manifest(Draft& draft, const Generation& generation, bool is_new, std::string reason) {
    DesiredFile file;
    file.path = generation.path;
    file.content = generation.manifest;
    file.digest = Digest::of(generation.manifest);
    file.known_to_exist = !is_new && draft.plan.ledger.files.contains(generation.path);
    file.in_manifest_directory = true;
    file.after_publish = std::move(reason);
    file.kind = ResourceKind::static_pod;
    meet(draft, file, draft.plan.ledger.files.contains(file.path));
    draft.plan.ledger.files.insert(file.path);
    plan_file(draft, file);
}

/// The seed's limit of 384 MiB is near what kube-apiserver 1.20 uses (290 to 420 MB seen).
void warn_of_memory(Draft& draft) {
    constexpr long double near_limit = 0.9L;
    const auto& limit = draft.desired.apiserver.resources.memory_limit;
    const auto bytes = kubernetes::quantity(limit);
    const auto used = draft.observed.runtime.memory_bytes;
    if (!bytes || !used || static_cast<long double>(*used) < near_limit * *bytes) return;
    draft.plan.warnings.push_back("kube-apiserver uses " + std::to_string(*used / 1'048'576) + " MiB of its limit of " +
                                  limit + "; raise spec.apiserver.resources.limits.memory before the kernel kills it");
}

void report(Draft& draft, const Verdict& verdict) {
    const ResourceId id{ResourceKind::api_server, "kube-apiserver"};
    const auto& ledger = draft.plan.ledger;
    auto state = verdict.state;
    auto reason = verdict.reason;
    auto message = verdict.message;
    const auto& desired = draft.plan.generation;
    const auto* failure = desired ? standing_failure(draft, *desired) : nullptr;
    if (failure != nullptr && takes_over(ledger)) {
        state = State::failed;
        reason = failure->reason;
        message = to_string(*failure) + "; the server that was made by hand runs on" + when_again(*failure);
    }
    if (failure != nullptr && ledger.current && ledger.current->id != *desired && state == State::ready) {
        state = State::degraded;
        reason = "FellBack";
        message = "the last good generation runs, because " + to_string(*failure) + when_again(*failure);
    }
    if (failure != nullptr && failure->of_time && draft.now.system >= failure->at) {
        draft.due(draft.now.steady + std::chrono::ceil<std::chrono::seconds>(retry_time(*failure) - draft.now.system));
    }
    draft.status(id, state, std::move(reason), std::move(message));
    if (ledger.current) draft.plan.resources.back().generation = ledger.current->id.substr(0, 12);
}

bool differs_from_published(const model::Ledger& ledger, const Generation& generation) {
    return !ledger.current || ledger.current->id != generation.id || ledger.current->path != generation.path;
}

/// A file that the API server reads again by itself changes without a new generation.
void remember_files(model::Ledger& ledger, const Generation& desired) {
    for (auto* generation : {&ledger.current, &ledger.last_good, &ledger.previous_good}) {
        if (*generation && (*generation)->id == desired.id) (*generation)->files = desired.files;
    }
}

/// Whoever made it by hand may go on with it.
bool is_published_by_hand(const Draft& draft) {
    const auto& current = *draft.plan.ledger.current;
    return current.hand_made && is_published(draft, current);
}

/// Makes `next` the published generation.
void publish(Draft& draft, Generation next, Verdict& verdict) {
    next.published_at = draft.now.system;
    auto& ledger = draft.plan.ledger;
    ledger.soaked.clear();
    // Two manifests of one server cannot both be there: this one is removed, and comes back if there is no other way.
    const auto& good = ledger.last_good;
    if (good && good->hand_made && good->path != next.path) {
        DesiredFile theirs;
        theirs.path = good->path;
        meet(draft, theirs, false);
        ledger.files.insert(good->path);
    }
    ledger.current = std::move(next);
    verdict = {State::progressing, "Publishing", "the manifest is being published"};
}

}  // namespace

Verdict take_verdict(Draft& draft) {
    auto& ledger = draft.plan.ledger;
    if (takes_over(ledger)) {
        schedule_looks(draft, *ledger.last_good, {});
        return {State::pending, "NotPublished", takeover_note(ledger) + ", once everything is ready"};
    }
    if (!ledger.current) return {State::pending, "NotPublished", "starts once its manifest is published"};
    auto verdict = judge(draft, *ledger.current);
    record(draft, verdict);
    schedule_looks(draft, *ledger.current, verdict);
    return verdict;
}

void plan_rollout(Draft& draft, const ImageOutcome& image, const Target& target, Verdict verdict) {
    auto& ledger = draft.plan.ledger;
    const bool is_first = !ledger.current;
    const auto note = is_first ? lasting_note(draft) : std::string{};
    const auto& desired = target.generation;
    bool is_new = false;
    std::string reason = is_first ? why_restart(ledger) : "the manifest is put right";
    if (desired) {
        draft.plan.generation = desired->id;
        remember_files(ledger, *desired);
        const bool all_there = image.present && draft.unfinished.empty();
        const bool rehearsed = all_there && plan_rehearsal(draft, *desired) && plan_port(draft, *desired, verdict);
        auto next = wanted(draft, *desired);
        // What was found and runs on has not to be published.
        is_new = differs_from_published(ledger, next.generation) && !(is_first && next.is_fallback);
        // A generation that was good needs nothing that is not there.
        const bool is_good = ledger.last_good && next.generation.id == ledger.last_good->id && !is_first;
        if (is_new && !rehearsed && !next.is_fallback && !is_good) {
            const auto* first = blocker(draft);
            const auto name = first != nullptr ? to_string(first->id) : draft.unfinished.front();
            show_waiting(draft, "after " + name, &next.generation);
            name_blocker(draft, verdict, first);
            is_new = false;
        } else if (is_new) {
            if (!is_first) reason = std::move(next.reason);
            publish(draft, std::move(next.generation), verdict);
        }
    } else {
        const auto* first = blocker(draft);
        const bool is_refused = first != nullptr && first->state == State::failed;
        show_waiting(draft, is_refused ? "after " + to_string(first->id) : "known after " + target.missing, nullptr);
        name_blocker(draft, verdict, first, target.missing);
    }
    if (ledger.current && (is_new || !is_published_by_hand(draft))) {
        plan_manifest(draft, *ledger.current, is_new, std::move(reason));
        add_to_publication(draft, note);
    }
    report(draft, verdict);
    warn_of_memory(draft);
}

void plan_standstill(Draft& draft, Verdict verdict) {
    const auto& ledger = draft.plan.ledger;
    // The step, of which the status was the last to come.
    name_blocker(draft, verdict, find_status(draft, draft.unfinished.back()));
    if (!ledger.current) {
        if (!draft.plan.blocker) show_waiting(draft, "after " + draft.unfinished.back(), nullptr);
        return report(draft, verdict);
    }
    const auto* failure = standing_failure(draft, ledger.current->id);
    const auto* good = failure == nullptr ? nullptr : fallback(draft);
    const bool falls_back = good != nullptr && good->id != ledger.current->id;
    std::string reason = "the manifest is put right";
    if (falls_back) {
        auto choice = instead_of(draft, std::string{ledger.current->id}, *failure, *good);
        reason = std::move(choice.reason);
        publish(draft, std::move(choice.generation), verdict);
    }
    if (falls_back || !is_published_by_hand(draft)) {
        plan_manifest(draft, *ledger.current, falls_back, std::move(reason));
    }
    report(draft, verdict);
}

}  // namespace planekeeper::plan
