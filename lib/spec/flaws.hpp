#pragma once

#include <string>

#include "schemas/flaw.hpp"
#include "spec/node.hpp"

namespace planekeeper::spec {

/// Where a flaw of a document stands in its text, and what to do about it.
struct DescribedFlaw {
    Mark mark;
    std::string path;  ///< "spec.containers[0].name"
    std::string hint;  ///< the flaw's own, or the word that was probably meant
};
[[nodiscard]] DescribedFlaw describe(const Node& root, const schemas::Flaw& flaw);

}  // namespace planekeeper::spec
