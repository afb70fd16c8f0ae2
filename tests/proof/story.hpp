#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace planekeeper::proof {

/// One disturbance of a node: a row of kinds(), and the number that chooses its details.
struct Step {
    std::string kind;
    std::uint64_t number = 0;
    friend bool operator==(const Step&, const Step&) = default;
};

/// What happens to one node: a row of beginnings(), then the steps in their order. The same story always ends in the same
/// way.
struct Story {
    std::string beginning;
    std::vector<Step> steps;
    friend bool operator==(const Story&, const Story&) = default;
};

/// "converged edit-file:1f crash:2a"
[[nodiscard]] std::string to_string(const Story& story);
/// nullopt: the text names a beginning or a kind that does not exist, or a number that is none.
[[nodiscard]] std::optional<Story> story_from(std::string_view text);

/// The story of a seed. A random half of the kinds does not occur in it, so that rare combinations of the others do.
[[nodiscard]] Story story_of(std::uint64_t seed);

}  // namespace planekeeper::proof
