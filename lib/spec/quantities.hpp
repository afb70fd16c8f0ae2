#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "model/desired_state.hpp"
#include "spec/complaint.hpp"

// Versions, durations, Kubernetes quantities, digests.

namespace planekeeper::spec {

/// "v1.20.1", of a minor that planekeeper renders for.
[[nodiscard]] Checked<model::KubernetesVersion> kubernetes_version(const std::string& text);

/// "365d" or whole days in hours ("8760h").
[[nodiscard]] Checked<std::chrono::days> days(const std::string& text);

/// "500m", "1", "0.5"; more than zero.
[[nodiscard]] Checked<std::string> cpu_quantity(const std::string& text);
/// "384Mi"; at least 1 MiB, because "384m" is less than a byte.
[[nodiscard]] Checked<std::string> memory_quantity(const std::string& text);

/// 128 hexadecimal characters, given back in lower case.
[[nodiscard]] Checked<std::string> sha512(const std::string& text);

/// A Go duration of one unit, as people write a timeout: "3s", "500ms", "1m".
[[nodiscard]] Checked<std::string> timeout_text(const std::string& text);

}  // namespace planekeeper::spec
