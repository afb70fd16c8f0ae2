#include <algorithm>
#include <set>

#include "plan/fallback.hpp"
#include "plan/steps.hpp"

// What planekeeper has brought to the card and nobody needs any more: images, and downloads that images were made from.

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::ResourceId;
using model::ResourceKind;

namespace {

/// An image that cannot be removed now does no harm: its removal is tried again after this time.
constexpr auto another_attempt = 10min;
constexpr const char* download_directory = "/var/lib/planekeeper/downloads/";

/// Nothing is on its way from one generation to another.
bool is_settled(const PlannedComponent& planned) {
    const auto& rollout = planned.component.rollout;
    const auto& [image, ingredients, desired] = planned.target;
    return image.present && rollout.current && rollout.last_good && desired && rollout.current->id == desired->id &&
           rollout.last_good->id == rollout.current->id;
}

/// True when the image has another name too, or a container uses it, which runs or has ended.
bool is_in_use(const Draft& draft, const std::string& reference, const std::string& id) {
    return std::ranges::any_of(draft.observed.components, [&](const model::ObservedComponent& seen) {
        const bool has_other_name = std::ranges::any_of(
            seen.image.listed, [&](const auto& one) { return one.second == id && one.first != reference; });
        return has_other_name || std::ranges::any_of(seen.containers, [&](const auto& container) {
                   return container.image == id || container.image == reference;
               });
    });
}

void remove_image(Draft& draft, const std::string& reference) {
    model::Change change{.resource = ResourceId{ResourceKind::image, reference},
                         .action = model::RemoveImage{reference}};
    const auto attempts = draft.observed.attempts.find(change.resource);
    if (attempts != draft.observed.attempts.end() && attempts->second.last + another_attempt > draft.now.steady) return;
    change.inputs = reference;
    change.shown.verb = model::Verb::remove;
    change.shown.summary = "planekeeper built it, and no generation that may run again needs it";
    draft.change(std::move(change));
}

void remove_download(Draft& draft, const std::string& name) {
    const auto path = download_directory + name;
    model::Change change{.resource = ResourceId{ResourceKind::file, path}, .action = model::RemoveFile{path}};
    change.inputs = path;
    change.shown.verb = model::Verb::remove;
    change.shown.summary = "the image that was made from it is not needed any more";
    draft.change(std::move(change));
}

}  // namespace

void plan_collection(Draft& draft, const std::vector<PlannedComponent>& components) {
    if (draft.observed.offline || !std::ranges::all_of(components, is_settled)) return;
    std::set<std::string> kept;
    for (const auto& planned : components) {
        kept.merge(needed_images(planned.component.rollout));
        kept.insert(planned.target.image.reference);
    }
    // All looks list the same store; the API server's is the one that every node has.
    const auto& seen = draft.observed.components[model::ComponentId::api_server].image;
    std::erase_if(draft.plan.ledger.images,
                  [&](const auto& one) { return !kept.contains(one) && !seen.listed.contains(one); });
    for (const auto& reference : draft.plan.ledger.images) {
        const auto listed = seen.listed.find(reference);
        if (kept.contains(reference) || listed == seen.listed.end()) continue;
        if (!is_in_use(draft, reference, listed->second)) remove_image(draft, reference);
    }
    for (const auto& name : seen.downloads) {
        const bool is_needed =
            std::ranges::any_of(components, [&](const auto& one) { return name.contains(one.target.image.sha512); });
        if (!is_needed) remove_download(draft, name);
    }
}

}  // namespace planekeeper::plan
