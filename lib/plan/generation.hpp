#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>

#include "components/render.hpp"
#include "plan/component_draft.hpp"

namespace planekeeper::plan {

/// Digest of what each path shall hold, as far as known.
using Digests = std::map<std::string, Digest>;

/// What a component is started with, beside the desired state and its image.
struct Ingredients {
    Digests digests;  ///< of key material and of files of others
    kubernetes::Cures cures;
    std::uint32_t swaps = 0;  ///< of the directories that its pod mounts
};

/// A generation; its id follows from all that goes into it. Error: the path or image that has to be known first.
using GenerationOrGap = std::expected<model::Generation, std::string>;

[[nodiscard]] GenerationOrGap generation_of(const ComponentDraft& component, const model::DesiredState& desired,
                                            const std::string& image, const Ingredients& ingredients);

/// What is known of the image. `reference` is empty as long as it is not known.
struct ImageOutcome {
    std::string reference;
    bool present = false;  ///< the runtime has it, and its program may be started
    std::string sha512;    ///< of the program or archive that it is made from
};

/// What is to run, as far as it is known.
struct Target {
    ImageOutcome image;
    Ingredients ingredients;
    GenerationOrGap generation;
};

[[nodiscard]] Target target_of(const ComponentDraft& component, ImageOutcome image, Ingredients ingredients);

}  // namespace planekeeper::plan
