#include "plan/encryption_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "components/render.hpp"
#include "components/startup_files.hpp"
#include "facts/encryption_rules.hpp"
#include "plan/file_plan.hpp"
#include "plan/kept_copies.hpp"

namespace planekeeper::plan {

using kubernetes::MaterialItem;
using model::EncryptionFacts;
using model::Presence;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

/// What to do about a file that is not taken over.
std::string way_out(const std::string& path) {
    return fmt::format(
        ". It is left as it is and nothing is restarted; correct {} (planekeeper takes it over then), or move it away "
        "to have the last good one restored",
        path);
}

struct Refusal {
    std::string reason;
    std::string message;
};

bool has_secret(const EncryptionFacts& config, const Digest& secret) {
    return std::ranges::any_of(config.readers, [&](const auto& entry) {
        return std::ranges::any_of(entry.second, [&](const auto& reader) { return reader.secret == secret; });
    });
}

/// Why the published file may neither be taken over nor be overwritten.
std::optional<Refusal> refusal(const model::DesiredState& desired, const EncryptionFacts& kept,
                               const EncryptionFacts& found, const std::string& path) {
    if (!found.readable) {
        const bool unknown_key =
            std::ranges::any_of(found.loose_secrets, [&](const auto& secret) { return !has_secret(kept, secret); });
        if (!unknown_key) return std::nullopt;
        return Refusal{"EncryptionConfigRefused",
                       fmt::format("{} is no encryption config ({}), but holds a key that planekeeper does not know{}",
                                   path, fmt::join(found.problems, "; "), way_out(path))};
    }
    if (const auto problems = encryption_misfits(desired, found); !problems.empty()) {
        return Refusal{"EncryptionConfigRefused",
                       fmt::format("kube-apiserver would not take it: {}{}", fmt::join(problems, "; "), way_out(path))};
    }
    if (const auto lost = kubernetes::lost_readers(kept, found); !lost.empty()) {
        return Refusal{"EncryptionKeyMissing",
                       fmt::format("{} no longer has {}; what is stored with it could not be read after the next start "
                                   "of kube-apiserver. Put it back (it may stand last){}",
                                   path, fmt::join(lost, "; "), way_out(path))};
    }
    return std::nullopt;
}

void take_over(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material) {
    const auto differences =
        kubernetes::encryption_differences(*material.custody.encryption, *material.published.encryption);
    model::Change change;
    change.resource = {ResourceKind::key_material, item.name};
    change.action = model::AdoptMaterial{item.name, material.published.files.at(model::FileRole::document).digest};
    change.inputs = material.published.files.at(model::FileRole::document).digest.hex();
    change.shown.verb = model::Verb::adopt;
    const auto& path = item.files.front().path;
    change.shown.summary = fmt::format("{} was changed by hand, keeps every key and is taken over: {}", path,
                                       fmt::join(differences, "; "));
    const auto read_at_start = kubernetes::startup_files(model::ComponentId::api_server, draft.desired);
    if (std::ranges::find(read_at_start, path) != read_at_start.end()) {
        change.shown.summary += "; kube-apiserver reads it when it starts, so a new generation follows";
    }
    draft.change(std::move(change));
}

/// Where the config says otherwise than the desired state.
std::optional<Refusal> difference_from(const model::Encryption& declared, const EncryptionFacts& kept,
                                       const std::string& path) {
    const std::string provider{kubernetes::to_string(declared.provider)};
    std::vector<std::string> plain;
    std::vector<std::string> others;
    std::vector<std::string> further;
    for (const auto& resource : declared.resources) {
        const auto readers = kubernetes::readers_of(kept, resource);
        const bool encrypts = !readers.empty() && readers.front().provider != "identity";
        if (!encrypts) plain.push_back(resource);
        if (encrypts && readers.front().provider != provider)
            others.push_back(fmt::format("{} by {}", resource, readers.front().provider));
    }
    for (const auto& [resource, readers] : kept.readers) {
        if (std::ranges::find(declared.resources, resource) == declared.resources.end()) further.push_back(resource);
    }
    const std::string kept_as_it_is = fmt::format(
        ". {} is kept as it is, for what is stored needs it; planekeeper does not rewrite it. Write there what you "
        "want, with every key that it has now: it is taken over, with one restart of kube-apiserver",
        path);
    if (!plain.empty()) {
        return Refusal{"NotEncrypted",
                       fmt::format("stored in plain text: {}{}", fmt::join(plain, "; "), kept_as_it_is)};
    }
    if (!others.empty()) {
        return Refusal{"ProviderDiffers", fmt::format("spec.encryption.provider is {}, but what is encrypted is {}{}",
                                                      provider, fmt::join(others, "; "), kept_as_it_is)};
    }
    if (!further.empty()) {
        return Refusal{"ResourcesDiffer", fmt::format("the encryption config also names {}, which "
                                                      "spec.encryption.resources does not. It is kept; name it there",
                                                      fmt::join(further, "; "))};
    }
    return std::nullopt;
}

void report(Draft& draft, const MaterialItem& item, const EncryptionFacts& kept) {
    const ResourceId id{ResourceKind::key_material, item.name};
    const auto& declared = *draft.desired.encryption;
    if (const auto problems = encryption_misfits(draft.desired, kept); !problems.empty()) {
        draft.status(id, State::failed, "Unfit", fmt::format("{}", fmt::join(problems, "; ")));
    } else if (auto difference = difference_from(declared, kept, item.files.front().path)) {
        draft.status(id, State::degraded, difference->reason, difference->message);
    } else {
        draft.ready(id);
    }
    const bool gcm = std::ranges::any_of(kept.readers, [](const auto& entry) {
        return !entry.second.empty() && entry.second.front().provider == "aesgcm";
    });
    if (gcm) {
        draft.plan.warnings.emplace_back(
            "the encryption config writes with aesgcm: its key has to be replaced at the latest after 200,000 writes, "
            "and "
            "nobody counts them; secretbox and kms have no such limit");
    }
}

/// The path of a plugin's socket in the file system; empty for what needs no mount (an abstract socket).
std::string socket_path(const std::string& endpoint) {
    auto path = endpoint.substr(std::min(endpoint.size(), std::string_view{"unix:"}.size()));
    path.erase(0, std::min(path.find_first_not_of('/'), path.size()));
    return path.starts_with('@') ? std::string{} : fmt::format("/{}", path);
}

}  // namespace

std::vector<std::string> encryption_misfits(const model::DesiredState& desired, const EncryptionFacts& config) {
    std::vector<std::string> problems;
    for (const auto& problem : config.problems)
        problems.push_back(fmt::format("{}: {}", desired.encryption->file, problem));
    const auto mounts = kubernetes::mounts_of(model::ComponentId::api_server, desired);
    for (const auto& endpoint : config.kms_endpoints) {
        const auto path = socket_path(endpoint);
        const bool reached = path.empty() || std::ranges::any_of(mounts, [&](const auto& mount) {
                                 return path.starts_with(fmt::format("{}/", mount.mount_path));
                             });
        if (reached) continue;
        problems.push_back(fmt::format(
            "the KMS plugin's socket {} is not mounted into the API server's pod: declare it under spec.encryption.kms",
            endpoint));
    }
    return problems;
}

Digests plan_kept_encryption_config(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material,
                                    Turn turn) {
    const auto& path = item.files.front().path;
    const auto& custody = material.custody.files.at(model::FileRole::document).digest;
    const auto& kept = *material.custody.encryption;
    report(draft, item, kept);
    DesiredFile file{.path = path,
                     .content = model::MaterialRef{item.name, model::FileRole::document},
                     .digest = custody,
                     .mode = item.files.front().mode,
                     .known_to_exist = turn == Turn::again};
    meet(draft, file, turn);
    const bool differs = draft.file(path).presence == Presence::present && material.published.encryption &&
                         draft.file(path).digest != custody;
    const bool is_config = differs && material.published.encryption->readable;
    if (differs) {
        if (auto why_not = refusal(draft.desired, kept, *material.published.encryption, path)) {
            draft.status({ResourceKind::key_material, item.name}, State::failed, why_not->reason, why_not->message);
            return {{path, custody}};
        }
    }
    const bool same_meaning =
        is_config && kubernetes::encryption_differences(kept, *material.published.encryption).empty();
    if (is_config && !same_meaning) {
        take_over(draft, item, material);
        return {{path, custody}};
    }
    // Comments and layout are the operator's, too; only mode and owner are put right, and nothing is restarted.
    if (same_meaning) file.digest = draft.file(path).digest;
    plan_file(draft, file);
    return {{path, custody}};
}

}  // namespace planekeeper::plan
