#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "components/config_files.hpp"
#include "components/render.hpp"
#include "plan/fallback.hpp"
#include "plan/found_server.hpp"
#include "plan/kept_copies.hpp"
#include "plan/steps.hpp"

namespace planekeeper::plan {

using model::ResourceKind;
using model::State;

namespace {

DesiredFile text_file(const Draft& draft, std::string path, std::string text) {
    DesiredFile file;
    file.known_to_exist = draft.plan.ledger.files.contains(path);
    file.digest = Digest::of(text);
    file.path = std::move(path);
    file.content = std::move(text);
    return file;
}

void plan_text(Draft& draft, const DesiredFile& file) {
    // Recorded before the first write: what the ledger lists is what planekeeper may remove one day.
    meet(draft, file, draft.plan.ledger.files.insert(file.path).second ? Turn::first : Turn::again);
    plan_file(draft, file);
}

std::vector<std::pair<std::string, std::string>> files_to_read(const ComponentDraft& component, const Target& target) {
    const bool failed = target.generation && standing_failure(component, target.generation->id) != nullptr;
    const auto* good = failed ? fallback(component) : nullptr;
    if (good != nullptr && !good->files.empty()) return {good->files.begin(), good->files.end()};
    std::vector<std::pair<std::string, std::string>> files;
    for (auto& file : kubernetes::config_files(component.id, component.draft.desired)) {
        files.emplace_back(std::move(file.path), std::move(file.content));
    }
    return files;
}

void report_foreign_manifests(Draft& draft) {
    const auto& pods = draft.desired.static_pods;
    for (const auto& name : draft.observed.foreign_manifests) {
        const std::string path = fmt::format("{}/{}", pods.directory, name);
        const auto& ledger = draft.plan.ledger;
        const bool is_found = std::ranges::any_of(ledger.rollouts, [&](const model::Rollout& rollout) {
            return takes_over(rollout) && rollout.last_good->path == path;
        });
        if (is_found || draft.kept_paths().contains(path) || ledger.files.contains(path)) continue;
        draft.status(
            {ResourceKind::static_pod, path}, State::degraded, "ForeignManifest",
            "the kubelet reads every file here whose name has no leading dot, backups too, and runs what is in "
            "it, perhaps instead of the API server. Declare it under spec.manifests or move it away; "
            "planekeeper does not touch it");
        draft.plan.warnings.push_back(fmt::format("{} is not planekeeper's, and the kubelet runs what it says", path));
    }
}

bool is_made_by_hand(const std::optional<model::Generation>& generation, const std::string& path) {
    return generation && generation->hand_made && generation->path == path;
}

/// The manifest that ran a component here before planekeeper.
bool ran_the_server(const model::Ledger& ledger, const std::string& path) {
    return std::ranges::any_of(ledger.rollouts, [&](const model::Rollout& rollout) {
        return is_made_by_hand(rollout.last_good, path) || is_made_by_hand(rollout.previous_good, path);
    });
}

/// Names the copy of a manifest that is gone because planekeeper's has taken its place.
void report_taken_over(Draft& draft) {
    auto& paths = draft.plan.ledger.paths;
    const auto& pods = draft.desired.static_pods;
    for (auto it = paths.begin(); it != paths.end();) {
        const auto& path = it->first;
        const bool is_gone = path.starts_with(fmt::format("{}/", pods.directory)) &&
                             !draft.kept_paths().contains(path) && !draft.plan.ledger.files.contains(path);
        if (is_gone) forget_lost_copies(draft, it->second);
        const auto note = is_gone ? kept_copies_note(draft, path) : std::string{};
        if (!note.empty()) {
            draft.status({ResourceKind::file, path}, State::ready, "TakenOver",
                         fmt::format("planekeeper's manifest has taken the place of the pod that it ran; {}", note));
        }
        it = is_gone && note.empty() ? paths.erase(it) : std::next(it);
    }
}

/// True, with a status, for a path where a file was before planekeeper. False for a manifest of planekeeper: its pod
/// has moved, and two of them would fight over the port.
bool leave_in_place(Draft& draft, const std::string& path) {
    const auto history = draft.plan.ledger.paths.find(path);
    if (history == draft.plan.ledger.paths.end() || !history->second.found) return false;
    if (draft.file(path).text.contains(kubernetes::generation_annotation)) return false;
    const auto copies = kept_copies_note(draft, path);
    const auto note = copies.empty() ? "" : fmt::format("; {}", copies);
    draft.status(
        {ResourceKind::file, path}, State::ready, "LeftInPlace",
        fmt::format(
            "it is no longer in the desired state and stays as it is, because a file was here before planekeeper{}",
            note));
    return true;
}

void keep_paths_of(const ComponentDraft& component) {
    const auto& rollout = component.rollout;
    auto& draft = component.draft;
    draft.keep(rollout.current ? rollout.current->path : kubernetes::manifest_path(draft.desired, component.id));
    // What may have to run again is not robbed of its files.
    for (const auto* generation : {&rollout.current, &rollout.last_good}) {
        if (!*generation) continue;
        for (const auto& [path, content] : (*generation)->files) draft.keep(path);
    }
}

}  // namespace

void plan_config_files(ComponentDraft& component, const Target& target) {
    auto& draft = component.draft;
    for (auto& [path, content] : files_to_read(component, target)) {
        plan_text(draft, text_file(draft, std::move(path), std::move(content)));
    }
    for (const auto& mount : component.row.own_mounts(draft.desired)) {
        if (mount.create && !mount.read_only)
            plan_directory_of(draft, fmt::format("{}/written", mount.host_path), 0700);
    }
    if (component.desired.image.contents == model::ImageContents::baked) {
        draft.plan.warnings.push_back(
            fmt::format("{}.contents is baked: the image holds private keys and the encryption key, and every change "
                        "of a key is a new image and a restart",
                        component.row.image_section));
    }
}

void plan_other_static_pods(Draft& draft) {
    const auto& desired = draft.desired;
    if (desired.authorization_webhook && kubernetes::references_itself(desired)) {
        draft.plan.warnings.push_back(
            "spec.authorizationWebhook points at this API server: every request that is denied asks itself again, "
            "hangs for 30 s and ends in 500 instead of 403");
    }
    for (const auto& manifest : desired.manifests) {
        auto file =
            text_file(draft, fmt::format("{}/{}", desired.static_pods.directory, manifest.file_name), manifest.content);
        file.in_manifest_directory = true;
        file.kind = ResourceKind::static_pod;
        plan_text(draft, file);
    }
    report_foreign_manifests(draft);
}

void plan_removals(Draft& draft) {
    auto& ledger = draft.plan.ledger;
    for (const auto* row : kubernetes::declared_rows(draft.desired)) keep_paths_of(ComponentDraft{draft, *row});
    std::vector<model::Change> removals;
    for (auto it = ledger.files.begin(); it != ledger.files.end();) {
        const std::string path = *it;
        if (draft.kept_paths().contains(path)) {
            ++it;
            continue;
        }
        if (draft.observed.files.contains(path) && draft.file(path).presence == model::Presence::absent) {
            if (!ran_the_server(ledger, path)) ledger.paths.erase(path);
            it = ledger.files.erase(it);
            continue;
        }
        ++it;
        const bool is_found = ran_the_server(ledger, path);
        if (!is_found && leave_in_place(draft, path)) continue;
        if (const auto why = cannot_be_kept(draft, path); !why.empty()) {
            draft.status({ResourceKind::file, path}, State::failed, "CannotBeKept",
                         fmt::format("it is no longer in the desired state, and is not removed: {}", why));
            continue;
        }
        model::Change change{.resource = {ResourceKind::file, path}, .action = model::RemoveFile{.path = path}};
        change.shown = {.resource = change.resource,
                        .verb = model::Verb::remove,
                        .summary = fmt::format("{} is {}", path,
                                               is_found ? "of the same server as planekeeper's manifest"
                                                        : "no longer in the desired state")};
        removals.push_back(std::move(change));
    }
    report_taken_over(draft);
    // Before any publication: two manifests of one pod at the same time would fight over the port.
    for (auto& change : removals) change_keeping(draft, std::move(change), {});
    std::ranges::stable_partition(draft.plan.changes, [](const model::Change& change) {
        return model::is_action<model::RemoveFile>(change.action);
    });
}

}  // namespace planekeeper::plan
