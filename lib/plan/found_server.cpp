#include "plan/found_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "components/found_manifest.hpp"
#include "components/render.hpp"

namespace planekeeper::plan {

using model::Generation;

namespace {

/// The outage on a board where planekeeper has not started a server yet.
constexpr const char* unlearned_outage = "a minute or two";

/// Manifests that may be the server's. The one at planekeeper's own path comes first, because two manifests of one pod
/// cannot both run.
std::vector<std::pair<std::string, std::string>> manifests(const ComponentDraft& component) {
    const auto own = kubernetes::manifest_path(component.draft.desired, component.id);
    std::vector<std::pair<std::string, std::string>> found;
    const auto& known = component.rollout.last_good;
    for (const auto& path : {own, known ? known->path : own}) {
        if (component.draft.file(path).presence == model::Presence::present)
            found.emplace_back(path, component.draft.file(path).text);
    }
    for (const auto& [path, text] : component.draft.observed.foreign_texts) found.emplace_back(path, text);
    return found;
}

/// The answer of the running server counts first, then the tag of its image, which is mostly right.
model::KubernetesVersion version_of(const ComponentDraft& component, const kubernetes::FoundManifest& manifest) {
    const auto& known = component.rollout.last_good;
    const auto answered = model::version_from(component.observed.health.version);
    if (answered) return *answered;
    if (manifest.version) return *manifest.version;
    return known && known->image == manifest.image ? known->version : model::KubernetesVersion{};
}

std::optional<Generation> server_found(const ComponentDraft& component) {
    for (const auto& [path, text] : manifests(component)) {
        const auto manifest = kubernetes::found_manifest(component.id, text);
        if (!manifest) continue;
        Generation found;
        found.hand_made = manifest->generation.empty();
        found.id = found.hand_made ? Digest::of(text).hex() : manifest->generation;
        found.manifest = text;
        found.path = path;
        found.image = manifest->image;
        found.version = version_of(component, *manifest);
        found.bind_address = manifest->bind_address;
        found.port = manifest->port;
        return found;
    }
    return std::nullopt;
}

}  // namespace

void find_server(ComponentDraft& component) {
    auto& rollout = component.rollout;
    if (rollout.current) return;
    rollout.last_good = server_found(component);
}

bool takes_over(const model::Rollout& rollout) { return !rollout.current && rollout.last_good; }

std::string takeover_note(const ComponentDraft& component) {
    const auto& rollout = component.rollout;
    const auto& found = *rollout.last_good;
    const auto outage = rollout.starts.empty()
                            ? std::string{unlearned_outage}
                            : fmt::format("about {}", short_duration(std::ranges::max(rollout.starts)));
    const auto version = found.version.major == 0 ? "" : fmt::format(" ({})", to_string(found.version));
    return fmt::format("the {} that runs by {}{} ends, and this one takes its place; {} for {}", component.row.noun,
                       found.path, version, component.row.outage, outage);
}

bool is_published(const ComponentDraft& component, const Generation& generation) {
    const auto& seen = component.draft.file(generation.path);
    if (seen.digest == Digest::of(generation.manifest)) return true;
    return generation.hand_made && seen.presence == model::Presence::present &&
           !seen.text.contains(kubernetes::generation_annotation);
}

}  // namespace planekeeper::plan
