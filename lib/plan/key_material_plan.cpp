#include <algorithm>

#include "kubernetes/render.hpp"
#include "plan/draft.hpp"
#include "plan/material_fitness.hpp"

namespace planekeeper::plan {

using kubernetes::MaterialItem;
using kubernetes::MaterialType;
using model::Presence;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

ResourceId id_of(const MaterialItem& item) {
    return {ResourceKind::key_material, item.name};
}

std::string joined(const std::vector<std::string>& sentences) {
    std::string text;
    for (const auto& sentence : sentences) {
        if (!text.empty()) text += "; ";
        text += sentence;
    }
    return text;
}

const model::ObservedMaterial& seen(const Draft& draft, const std::string& name) {
    static const model::ObservedMaterial nothing;
    const auto it = draft.observed.materials.find(name);
    return it == draft.observed.materials.end() ? nothing : it->second;
}

/// The manifest of an earlier life is proof that keys have been in use, even when the ledger is gone.
bool node_has_lived(const Draft& draft) {
    if (draft.plan.ledger.current) return true;
    const auto& pods = draft.desired.static_pods;
    return draft.file(pods.directory + "/" + pods.file_name).text.contains(kubernetes::generation_annotation);
}

/// What an item is made from; a terminal failure stands until it changes.
std::string inputs_of(const MaterialItem& item) {
    return item.profile.common_name + "|" + joined(item.profile.sans) + "|" +
           std::to_string(item.profile.validity.count());
}

/// A key that is in the place of one that planekeeper keeps for good: perhaps somebody's only copy.
bool foreign_key(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material) {
    if (!kubernetes::irreplaceable(item.type)) return false;
    for (const auto& file : item.files) {
        const auto& published = draft.file(file.path);
        if (published.presence != Presence::unreadable || published.uid == 0) continue;
        draft.status(id_of(item), State::failed, "PublishedUnreadable",
                     file.path + " belongs to user " + std::to_string(published.uid) +
                         " and cannot be read, so nobody knows whose key it is; it is not overwritten. Give it back to "
                         "root (chown root:root), or remove it to have planekeeper's restored");
        return true;
    }
    const auto& published = material.published.key_identity;
    if (published.empty() || published == material.custody.key_identity) return false;
    draft.status(id_of(item), State::failed, "ForeignKey",
                 "the published file holds a key that is not the one planekeeper keeps; it is not overwritten. "
                 "Put the old file back, or remove it to have planekeeper's restored");
    return true;
}

void publish(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material, bool lived) {
    for (const auto& file : item.files) {
        plan_file(draft, {.path = file.path,
                          .content = model::MaterialRef{item.name, file.role},
                          .digest = material.custody.files.at(file.role).digest,
                          .mode = file.mode,
                          .known_to_exist = lived});
    }
}

void mint(Draft& draft, const MaterialItem& item, std::string why, bool replace) {
    const bool dated = item.type != MaterialType::encryption_config;
    model::Change change{.resource = id_of(item), .action = model::MintMaterial{item.name, item.profile, replace}};
    change.inputs = inputs_of(item);
    change.shown.resource = change.resource;
    change.shown.action = replace ? "reissue" : "create";
    change.shown.summary = std::move(why);
    if (dated && !draft.now.trusted) {
        draft.status(id_of(item), State::pending, "ClockNotTrusted",
                     "the clock is not trusted yet; nothing is issued before it is (no RTC, no time synchronisation?)");
        change.shown.waits_for = "a trusted clock";
        draft.wait(change.shown);
        return;
    }
    const std::string authority{kubernetes::authority_item};
    if (dated && item.type != MaterialType::authority && !seen(draft, authority).custody.all_present()) {
        draft.status(id_of(item), State::pending, "WaitsForAuthority", "issued as soon as KeyMaterial/ca exists");
        change.shown.waits_for = "known after KeyMaterial/ca";
        draft.wait(change.shown);
        return;
    }
    draft.change(std::move(change));
}

void plan_kept(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material) {
    // Recorded once it is in custody: before that it may still have to be made.
    const bool lived = !draft.plan.ledger.materials.insert(item.name).second;
    if (foreign_key(draft, item, material)) return;
    const auto problems = misfits(item, draft.desired, material.custody, draft.now);
    const bool reissuable = !kubernetes::irreplaceable(item.type);
    if (reissuable && (!problems.empty() || renewal_due(item, draft.desired, material.custody, draft.now))) {
        mint(draft, item, problems.empty() ? "the certificate is due for renewal" : joined(problems), true);
        if (!draft.plan.changes.empty() && draft.plan.changes.back().resource == id_of(item)) return;
    } else if (!problems.empty()) {
        draft.status(id_of(item), State::failed, "Unfit", joined(problems));
    } else if (item.type == MaterialType::encryption_config &&
               material.custody.encryption_provider !=
                   (draft.desired.encryption->provider == model::EncryptionProvider::aescbc ? "aescbc" : "secretbox")) {
        draft.status(id_of(item), State::degraded, "ProviderDiffers",
                     "the existing encryption config uses " + material.custody.encryption_provider +
                         " and is kept: stored secrets need it. Changing the provider takes a key rotation");
    } else {
        draft.ready(id_of(item));
    }
    if (const auto at = renewal_time(item, draft.desired, material.custody); at && *at > draft.now.system) {
        draft.due(draft.now.steady + std::min<std::chrono::seconds>(*at - draft.now.system, std::chrono::hours{24}));
    }
    publish(draft, item, material, lived);
}

void plan_managed(Draft& draft, const MaterialItem& item) {
    const auto& material = seen(draft, item.name);
    for (const auto& file : item.files) draft.kept_paths.insert(file.path);
    if (material.custody.all_present()) return plan_kept(draft, item, material);
    if (!material.custody.error.empty()) {
        draft.status(id_of(item), State::failed, "CustodyUnreadable", material.custody.error);
        return;
    }
    const bool reissuable = !kubernetes::irreplaceable(item.type);
    const bool recorded = draft.plan.ledger.materials.contains(item.name);
    if (material.published.any_present() && !(recorded && reissuable)) {
        const auto problems = misfits(item, draft.desired, material.published, draft.now);
        if (!problems.empty()) {
            draft.status(id_of(item), State::failed, "AdoptionRefused",
                         "files that exist already do not fit and are not overwritten: " + joined(problems));
            return;
        }
        model::Change change{.resource = id_of(item), .action = model::AdoptMaterial{item.name}};
        change.shown.action = "adopt";
        change.shown.summary = "the existing files fit and are taken over as they are";
        draft.change(std::move(change));
        return;
    }
    if (!reissuable && (recorded || node_has_lived(draft))) {
        draft.status(
            id_of(item), State::failed, "KeyLost",
            "this node has lived with this key and it is gone, from its place and from custody. Nothing new is "
            "made, for that would orphan the cluster: bring the file back from a backup");
        return;
    }
    mint(draft, item, item.name + " does not exist yet", recorded);
}

void plan_external(Draft& draft, const MaterialItem& item) {
    const auto& published = seen(draft, item.name).published;
    const auto problems = misfits(item, draft.desired, published, draft.now);
    for (const auto& file : item.files) {
        draft.kept_paths.insert(file.path);
        if (const auto it = published.files.find(file.role); it != published.files.end()) {
            draft.digests[file.path] = it->second.digest;
        }
    }
    if (problems.empty()) {
        draft.ready(id_of(item), "provided by others");
    } else {
        draft.status(id_of(item), State::failed, "ExternalUnfit", joined(problems));
    }
}

}  // namespace

void plan_key_material(Draft& draft) {
    for (const auto& item : kubernetes::material_items(draft.desired)) {
        if (item.external) {
            plan_external(draft, item);
        } else {
            plan_managed(draft, item);
        }
    }
}

}  // namespace planekeeper::plan
