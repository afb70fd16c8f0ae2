#include "cli/sequence_text.hpp"

#include <fmt/format.h>

namespace planekeeper::cli {

namespace {

std::string_view standing_of(std::size_t stage, std::size_t current) {
    if (stage < current) return "done";
    return stage == current ? "now" : "then";
}

}  // namespace

std::string sequence_title(const model::SequenceView& sequence) { return fmt::format("Stages of {}", sequence.name); }

std::vector<std::string> stage_lines(const model::SequenceView& sequence) {
    std::vector<std::string> lines;
    for (std::size_t stage = 0; stage < sequence.stages.size(); ++stage) {
        lines.push_back(
            fmt::format("{}. {}: {}", stage + 1, standing_of(stage, sequence.current), sequence.stages[stage].what));
    }
    return lines;
}

}  // namespace planekeeper::cli
