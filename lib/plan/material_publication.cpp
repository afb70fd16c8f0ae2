#include "plan/material_publication.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plan/file_plan.hpp"
#include "plan/kept_copies.hpp"

namespace planekeeper::plan {

using kubernetes::MaterialItem;
using model::Presence;
using model::State;

namespace {

/// A file of a pair that has to stay as it is, so that the other one is not replaced without it; empty: there is none.
std::string stays_of_pair(const Draft& draft, const MaterialItem& item) {
    if (item.type != kubernetes::MaterialType::leaf) return {};
    const auto stays =
        std::ranges::find_if(item.files, [&](const auto& file) { return !cannot_be_kept(draft, file.path).empty(); });
    return stays == item.files.end() ? std::string{} : stays->path;
}

/// True, with a status, when the file must be written together with one that stays.
bool waits_for_its_pair(Draft& draft, const DesiredFile& file, const std::string& stays) {
    const auto& seen = draft.file(file.path);
    if (stays.empty() || stays == file.path || (seen.presence == Presence::present && seen.digest == file.digest))
        return false;
    draft.keep(file.path);
    draft.status(
        {file.kind, file.path}, State::failed, "CannotBeKept",
        fmt::format("it is written together with {}, of which no copy can be made. It is not replaced", stays));
    return true;
}

}  // namespace

bool foreign_key(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material) {
    if (!kubernetes::irreplaceable(item)) return false;
    const model::ResourceId id{model::ResourceKind::key_material, item.name};
    for (const auto& file : item.files) {
        const auto& published = draft.file(file.path);
        if (published.presence != Presence::unreadable || published.uid == 0) continue;
        draft.status(
            id, State::failed, "PublishedUnreadable",
            fmt::format(
                "{} belongs to user {} and cannot be read, so nobody knows whose key it is; it is not overwritten. "
                "Give it back to root (chown root:root), or remove it to have planekeeper's restored",
                file.path, published.uid));
        return true;
    }
    const auto& published = material.published.key_identity;
    if (published.empty() || published == material.custody.key_identity) return false;
    draft.status(id, State::failed, "ForeignKey",
                 fmt::format("{} holds a key that is not the one planekeeper keeps; it is not overwritten. Put the old "
                             "file back, or remove it to have planekeeper's restored",
                             item.files.front().path));
    return true;
}

Digests publish_material(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material, Turn turn) {
    const auto stays = stays_of_pair(draft, item);
    Digests digests;
    for (const auto& file : item.files) {
        const DesiredFile published{.path = file.path,
                                    .content = model::MaterialRef{item.name, file.role},
                                    .digest = material.custody.files.at(file.role).digest,
                                    .mode = file.mode,
                                    .known_to_exist = turn == Turn::again,
                                    .together = item.name};
        digests[file.path] = published.digest;
        meet(draft, published, turn);
        if (!waits_for_its_pair(draft, published, stays)) plan_file(draft, published);
    }
    return digests;
}

}  // namespace planekeeper::plan
