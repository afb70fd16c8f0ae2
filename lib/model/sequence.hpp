#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

// A change of several stages. Each stage must run before the next begins.

namespace planekeeper::model {

/// Where a node stands in a sequence, as the ledger remembers it.
struct SequenceState {
    std::string stage;   ///< name of the stage that is under way
    SystemTime since{};  ///< when that stage began
    friend bool operator==(const SequenceState&, const SequenceState&) = default;
};

/// One stage as people see it.
struct StageView {
    std::string name;  ///< one CamelCase word, stable, for scripts
    std::string what;  ///< what is done, as a clause
    std::string why;   ///< may be empty
    friend bool operator==(const StageView&, const StageView&) = default;
};

/// All stages. Stages before `current` are done, stages after it are still to come.
struct SequenceView {
    std::string name;  ///< "PodSecurityPolicyBorder"
    std::vector<StageView> stages;
    std::size_t current = 0;
    friend bool operator==(const SequenceView&, const SequenceView&) = default;
};

/// "stage 1 of 2, WithoutThePlugin: publish …"
[[nodiscard]] inline std::string stage_text(const SequenceView& sequence) {
    const auto& stage = sequence.stages[sequence.current];
    return "stage " + std::to_string(sequence.current + 1) + " of " + std::to_string(sequence.stages.size()) + ", " +
           stage.name + ": " + stage.what;
}

}  // namespace planekeeper::model
