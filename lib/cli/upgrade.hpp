#pragma once

#include <string>
#include <vector>

#include "model/desired_state.hpp"
#include "model/snapshot.hpp"

// What a change of spec.kubernetesVersion would do, from the desired state alone: nothing here looks at a node.

namespace planekeeper::cli {

/// One file at two versions: the one that it names, and the one that is asked about.
struct Upgrade {
    model::DesiredState from;
    model::DesiredState to;
};

struct UpgradeStep {
    std::string what;
    std::string why;                                                ///< may be empty
    std::string restart_reason;                                     ///< empty: nothing is restarted
    model::ComponentId component = model::ComponentId::api_server;  ///< that is restarted
};

/// What the user has to do: write the new version, and change what belongs to the old version in the file or beside it.
[[nodiscard]] std::vector<std::string> upgrade_preparations(const Upgrade& upgrade, const std::string& architecture);

/// What planekeeper does then, in order.
[[nodiscard]] std::vector<UpgradeStep> upgrade_steps(const Upgrade& upgrade);

/// Each text that becomes another, in the order of the steps. What only the node knows (the image's tag, the
/// generation) is the same placeholder before and after; secrets are masked.
[[nodiscard]] std::vector<model::PlannedChange> upgrade_changes(const Upgrade& upgrade);

/// What the new version does otherwise.
[[nodiscard]] std::vector<std::string> upgrade_notes(const Upgrade& upgrade);

}  // namespace planekeeper::cli
