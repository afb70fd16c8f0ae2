#pragma once

#include <string>

#include "schemas/flaw.hpp"
#include "spec/node.hpp"

namespace planekeeper::spec {

/// The place of a flaw in the text of a document, and the remedy.
struct DescribedFlaw {
    Mark mark;
    std::string path;  ///< "spec.containers[0].name"
    std::string hint;  ///< the flaw's own hint, or the word that the user probably meant
};
[[nodiscard]] DescribedFlaw describe(const Node& root, const schemas::Flaw& flaw);

}  // namespace planekeeper::spec
