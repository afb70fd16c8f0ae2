#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::status {

/// The answer to GET /v1/status: {"apiVersion":"planekeeper/v1alpha1","kind":"Status",…}, one line. Fields are only ever
/// added within an API version. Planned changes appear without their texts (GET /v1/plan has those).
[[nodiscard]] std::string to_json(const model::Snapshot& snapshot);

/// Reads what to_json wrote, of this version or another: unknown fields are passed over, missing ones stay empty.
/// Error: invalid (not a Status record of this API version).
[[nodiscard]] Result<model::Snapshot> snapshot_from_json(std::string_view text);

}  // namespace planekeeper::status
