#include <algorithm>

#include "kubernetes/quantity.hpp"
#include "kubernetes/reload_facts.hpp"
#include "kubernetes/render.hpp"
#include "plan/draft.hpp"
#include "plan/verdict.hpp"

namespace planekeeper::plan {

using model::Generation;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

std::string manifest_path(const model::DesiredState& desired) {
    return desired.static_pods.directory + "/" + desired.static_pods.file_name;
}

/// nullopt: something that goes into it is not known yet; `missing` names it.
std::optional<Generation> desired_generation(Draft& draft, const ImageOutcome& image, std::string& missing) {
    if (image.reference.empty()) {
        missing = "Image/" + draft.desired.image.name;
        return std::nullopt;
    }
    const auto& cures = draft.plan.ledger.cures;
    // Rendered once without a generation: its text is the first input of the generation.
    std::string inputs = kubernetes::apiserver_manifest(draft.desired, {image.reference, Digest::of(""), cures});
    for (const auto& path : kubernetes::startup_files(draft.desired)) {
        const auto it = draft.digests.find(path);
        if (it == draft.digests.end() || it->second.empty()) {
            missing = path;
            return std::nullopt;
        }
        inputs += path + " " + it->second.hex() + "\n";
    }
    const auto digest = Digest::of(inputs);
    Generation generation;
    generation.id = digest.hex();
    generation.manifest = kubernetes::apiserver_manifest(draft.desired, {image.reference, digest, cures});
    generation.path = manifest_path(draft.desired);
    generation.image = image.reference;
    return generation;
}

/// Takes the verdict over the published generation into the ledger.
void record(model::Ledger& ledger, const Verdict& verdict) {
    auto& current = *ledger.current;
    if (verdict.gate_passed) {
        ledger.failed.erase(current.id);
        if (!ledger.last_good || ledger.last_good->id != current.id) ledger.last_good = current;
        return;
    }
    if (!verdict.cure.empty() && !ledger.cures.contains(verdict.cure)) {
        ledger.cures.insert(verdict.cure);
        return;
    }
    if (verdict.failed_for_good) ledger.failed.try_emplace(current.id, verdict.reason + ": " + verdict.message);
}

/// The desired generation, or the last good one in its place when the desired one has failed for good.
Generation wanted(Draft& draft, const Generation& desired) {
    const auto& ledger = draft.plan.ledger;
    const auto failed = ledger.failed.find(desired.id);
    if (failed == ledger.failed.end() || !ledger.last_good || ledger.last_good->id == desired.id) return desired;
    draft.plan.warnings.push_back("generation " + desired.id.substr(0, 12) + " failed (" + failed->second +
                                  "); the last good generation " + ledger.last_good->id.substr(0, 12) +
                                  " runs in its place until the desired state changes");
    return *ledger.last_good;
}

void show_waiting(Draft& draft, const std::string& waits_for) {
    model::PlannedChange shown;
    shown.resource = {ResourceKind::static_pod, manifest_path(draft.desired)};
    shown.action = draft.plan.ledger.current ? "update" : "create";
    shown.summary = "publish the static pod of kube-apiserver";
    shown.waits_for = waits_for;
    shown.restarts_api_server = true;
    shown.restart_reason = draft.plan.ledger.current ? "a new generation is a new pod" : "it starts for the first time";
    draft.wait(std::move(shown));
}

/// Writes what `ledger.current` says, new or drifted.
void plan_manifest(Draft& draft, const Generation& generation, bool is_new, bool is_first) {
    DesiredFile file;
    file.path = generation.path;
    file.content = generation.manifest;
    file.digest = Digest::of(generation.manifest);
    file.known_to_exist = !is_new && draft.plan.ledger.files.contains(generation.path);
    file.in_manifest_directory = true;
    if (!is_first) file.after_publish = is_new ? "a new generation is a new pod" : "the manifest is put right";
    file.kind = ResourceKind::static_pod;
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

void report(Draft& draft, const Verdict& verdict, bool fell_back) {
    const ResourceId id{ResourceKind::api_server, "kube-apiserver"};
    auto state = verdict.state;
    auto reason = verdict.reason;
    auto message = verdict.message;
    if (fell_back && state == State::ready) {
        state = State::degraded;
        reason = "FellBack";
        message = "the last good generation runs, because " + draft.plan.ledger.failed.at(*draft.plan.generation);
    }
    draft.status(id, state, std::move(reason), std::move(message));
    if (draft.plan.ledger.current) draft.plan.resources.back().generation = draft.plan.ledger.current->id.substr(0, 12);
}

}  // namespace

void plan_rollout(Draft& draft, const ImageOutcome& image) {
    auto& ledger = draft.plan.ledger;
    Verdict verdict{State::pending, "NotPublished", "starts once its manifest is published"};
    if (ledger.current) {
        verdict = judge(draft, *ledger.current);
        record(ledger, verdict);
        schedule_looks(draft, *ledger.current, verdict);
    }
    std::string missing;
    const auto desired = desired_generation(draft, image, missing);
    const bool blocked = !desired || !image.present || !draft.unfinished.empty();
    const bool is_first = !ledger.current;
    bool is_new = false;
    bool fell_back = false;
    if (desired) {
        draft.plan.generation = desired->id;
        auto want = wanted(draft, *desired);
        fell_back = want.id != desired->id;
        is_new = !ledger.current || ledger.current->id != want.id || ledger.current->path != want.path;
        if (is_new && !blocked) {
            want.published_at = draft.now.system;
            ledger.current = std::move(want);
            verdict = {State::progressing, "Publishing", "the manifest is being published"};
        }
    }
    if (is_new && blocked) show_waiting(draft, "after " + draft.unfinished.front());
    if (!desired) show_waiting(draft, "known after " + missing);
    if (ledger.current) plan_manifest(draft, *ledger.current, is_new && !blocked, is_first);
    report(draft, verdict, fell_back);
    warn_of_memory(draft);
}

}  // namespace planekeeper::plan
