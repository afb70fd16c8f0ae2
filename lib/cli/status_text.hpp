#pragma once

#include <string>
#include <vector>

#include "cli/style.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::cli {

struct StatusTextOptions {
    bool wide = false;        ///< with GENERATION and MESSAGE
    bool hide_ready = false;  ///< resources that are Ready are counted, not listed
};

/// The snapshot for people: head, conditions, resources, and a line for each thing that needs words.
[[nodiscard]] std::string status_text(const model::Snapshot& snapshot, SystemTime now, const Style& style,
                                      const StatusTextOptions& options);

/// What differs between two snapshots, one line each: conditions, resources, progress, warnings and problems. With an
/// empty `before` it is everything there is to say. Times and counters alone are no change.
[[nodiscard]] std::vector<std::string> status_changes(const model::Snapshot& before, const model::Snapshot& after,
                                                      const Style& style);

[[nodiscard]] std::string progress_text(const model::Progress& progress);

/// True when the snapshot has this condition and it is True.
[[nodiscard]] bool condition_holds(const model::Snapshot& snapshot, std::string_view type);

}  // namespace planekeeper::cli
