#include <algorithm>
#include <set>

#include "plan/draft.hpp"
#include "plan/fallback.hpp"

// What planekeeper has brought to the card and nobody needs any more: images, and downloads that images were made from.

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::ResourceId;
using model::ResourceKind;

namespace {

/// An image that cannot be removed now is nobody's trouble: it is tried again with a later look.
constexpr auto another_attempt = 10min;
constexpr const char* download_directory = "/var/lib/planekeeper/downloads/";

/// Nothing is on its way from one generation to another.
bool is_settled(const Draft& draft, const ImageOutcome& image) {
    const auto& ledger = draft.plan.ledger;
    return image.present && ledger.current && ledger.last_good && draft.plan.generation &&
           ledger.current->id == *draft.plan.generation && ledger.last_good->id == ledger.current->id;
}

/// Under another name, or by a container that runs or has ended.
bool is_in_use(const Draft& draft, const std::string& reference, const std::string& id) {
    const auto& seen = draft.observed;
    const bool has_other_name = std::ranges::any_of(
        seen.image.listed, [&](const auto& one) { return one.second == id && one.first != reference; });
    return has_other_name || std::ranges::any_of(seen.runtime.containers, [&](const auto& container) {
               return container.image == id || container.image == reference;
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

void plan_collection(Draft& draft, const ImageOutcome& image) {
    if (draft.observed.offline || !is_settled(draft, image)) return;
    auto kept = needed_images(draft.plan.ledger);
    kept.insert(image.reference);
    const auto& listed = draft.observed.image.listed;
    std::erase_if(draft.plan.ledger.images,
                  [&](const auto& one) { return !kept.contains(one) && !listed.contains(one); });
    for (const auto& reference : draft.plan.ledger.images) {
        if (kept.contains(reference) || is_in_use(draft, reference, listed.at(reference))) continue;
        remove_image(draft, reference);
    }
    for (const auto& name : draft.observed.image.downloads) {
        if (!name.contains(image.sha512)) remove_download(draft, name);
    }
}

}  // namespace planekeeper::plan
