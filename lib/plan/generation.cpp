#include "plan/generation.hpp"

#include <utility>

#include "components/config_files.hpp"
#include "components/render.hpp"
#include "components/startup_files.hpp"

namespace planekeeper::plan {
namespace {

/// Of what is rendered, and of key material in custody.
Digest digest_of(const Draft& draft, const std::map<std::string, std::string>& rendered, const std::string& path) {
    if (const auto file = rendered.find(path); file != rendered.end()) return Digest::of(file->second);
    const auto it = draft.digests.find(path);
    return it == draft.digests.end() ? Digest{} : it->second;
}

}  // namespace

std::string manifest_path(const model::DesiredState& desired) {
    return desired.static_pods.directory + "/" + desired.static_pods.file_name;
}

Target generation_of(const Draft& draft, const model::DesiredState& desired, const std::string& image) {
    const auto& cures = draft.plan.ledger.cures;
    const auto& ends = draft.observed.link_ends;
    model::Generation generation;
    for (auto& file : kubernetes::config_files(desired)) generation.files[file.path] = std::move(file.content);
    // Rendered once without a generation: its text is the first input of the generation.
    std::string inputs = kubernetes::apiserver_manifest(desired, {image, Digest::of(""), cures, ends});
    for (const auto& path : kubernetes::startup_files(desired)) {
        const auto digest = digest_of(draft, generation.files, path);
        if (digest.empty()) return {std::nullopt, path};
        inputs += path + " " + digest.hex() + "\n";
    }
    const auto swaps = draft.plan.ledger.mounted.swaps;
    if (swaps > 0) inputs += "mounted directories were swapped " + std::to_string(swaps) + " times\n";
    const auto digest = Digest::of(inputs);
    generation.id = digest.hex();
    generation.manifest = kubernetes::apiserver_manifest(desired, {image, digest, cures, ends});
    generation.path = manifest_path(desired);
    generation.image = image;
    generation.version = desired.version;
    generation.bind_address = desired.apiserver.bind_address;
    generation.port = desired.apiserver.port;
    return {std::move(generation), {}};
}

Target target_of(const Draft& draft, const ImageOutcome& image) {
    if (image.reference.empty()) return {std::nullopt, "Image/" + draft.desired.image.name};
    return generation_of(draft, draft.desired, image.reference);
}

}  // namespace planekeeper::plan
