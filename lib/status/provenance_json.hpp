#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/origin.hpp"

namespace planekeeper::status {

/// The origin of everything that planekeeper writes.
struct ProvenanceReport {
    std::string desired_state_file;
    std::vector<model::Explanation> explanations;
    friend bool operator==(const ProvenanceReport&, const ProvenanceReport&) = default;
};

/// The answer to GET /v1/provenance, one line:
/// {"apiVersion":"planekeeper/v1alpha1","kind":"Provenance",…,"resources":[…]}
[[nodiscard]] std::string provenance_json(const ProvenanceReport& report);

/// Error: invalid (not a Provenance record of this API version).
[[nodiscard]] Result<ProvenanceReport> provenance_from_json(std::string_view text);

/// "version", "mount": the names in the record.
[[nodiscard]] std::string_view to_string(model::OriginKind kind) noexcept;
[[nodiscard]] std::string_view to_string(model::PartKind kind) noexcept;

}  // namespace planekeeper::status
