#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::status {

/// The answer to GET /v1/status: {"apiVersion":"planekeeper/v1alpha1","kind":"Status",…}, one line. Within an API
/// version fields are only added. Planned changes have no texts here (GET /v1/plan has them).
[[nodiscard]] std::string to_json(const model::Snapshot& snapshot);

/// Reads the text of to_json(), of this version or another: unknown fields are skipped, missing ones stay empty. Error:
/// invalid (not a Status record of this API version).
[[nodiscard]] Result<model::Snapshot> snapshot_from_json(std::string_view text);

}  // namespace planekeeper::status
