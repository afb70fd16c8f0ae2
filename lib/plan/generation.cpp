#include "plan/generation.hpp"

#include <fmt/format.h>

#include <utility>

#include "components/config_files.hpp"
#include "components/startup_files.hpp"

namespace planekeeper::plan {
namespace {

/// The digest of a rendered file, or of another file from `known`; empty: not known.
Digest digest_of(const Digests& known, const std::map<std::string, std::string>& rendered, const std::string& path) {
    if (const auto file = rendered.find(path); file != rendered.end()) return Digest::of(file->second);
    const auto it = known.find(path);
    return it == known.end() ? Digest{} : it->second;
}

}  // namespace

GenerationOrGap generation_of(const ComponentDraft& component, const model::DesiredState& desired,
                              const std::string& image, const Ingredients& ingredients) {
    const auto& cures = ingredients.cures;
    const auto& ends = component.observed.link_ends;
    const auto id = component.id;
    model::Generation generation;
    for (auto& file : kubernetes::config_files(id, desired)) generation.files[file.path] = std::move(file.content);
    // Rendered once without a generation: its text is the first input of the generation.
    std::string inputs = kubernetes::manifest(id, desired, {image, Digest::of(""), cures, ends});
    for (const auto& path : kubernetes::startup_files(id, desired)) {
        const auto digest = digest_of(ingredients.digests, generation.files, path);
        if (digest.empty()) return std::unexpected{path};
        inputs += fmt::format("{} {}\n", path, digest.hex());
    }
    const auto swaps = ingredients.swaps;
    if (swaps > 0) inputs += fmt::format("mounted directories were swapped {} times\n", swaps);
    const auto digest = Digest::of(inputs);
    generation.id = digest.hex();
    generation.manifest = kubernetes::manifest(id, desired, {image, digest, cures, ends});
    generation.path = kubernetes::manifest_path(desired, id);
    generation.image = image;
    generation.version = desired.version;
    const auto endpoint = component.row.endpoint(desired);
    generation.bind_address = endpoint.host;
    generation.port = endpoint.port;
    return generation;
}

Target target_of(const ComponentDraft& component, ImageOutcome image, Ingredients ingredients) {
    auto generation = image.reference.empty()
                          ? GenerationOrGap{std::unexpected{fmt::format("Image/{}", component.desired.image.name)}}
                          : generation_of(component, component.draft.desired, image.reference, ingredients);
    return {std::move(image), std::move(ingredients), std::move(generation)};
}

}  // namespace planekeeper::plan
