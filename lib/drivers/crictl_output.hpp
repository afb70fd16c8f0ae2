#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/observed.hpp"

// crictl's JSON (protojson of the CRI's messages) as values. Errors: transient, the output is not what crictl prints.

namespace planekeeper::drivers {

/// `crictl ps -a -o json`: the containers called kube-apiserver of this pod ("kube-apiserver-<node>"), newest first.
[[nodiscard]] Result<std::vector<model::ObservedContainer>> parse_containers(std::string_view json,
                                                                             const std::string& pod_name);

struct ContainerDetail {
    int exit_code = 0;
    std::string reason;    ///< "OOMKilled", "StartError"
    std::string message;   ///< the runtime's own words, mostly of why it could not be started
    std::int64_t pid = 0;
};
/// `crictl inspect ID`
[[nodiscard]] Result<ContainerDetail> parse_inspect(std::string_view json);

/// `crictl images -o json`: whether any image carries this tag.
[[nodiscard]] Result<bool> has_image(std::string_view json, const std::string& reference);

/// `crictl pods --id ID -o json`: whether any sandbox is listed.
[[nodiscard]] Result<bool> has_sandboxes(std::string_view json);

/// `crictl version`: "RuntimeName:  containerd" gives "containerd".
[[nodiscard]] std::optional<std::string> runtime_name(std::string_view text);

/// The last line of stderr that says what went wrong, without logrus decoration.
[[nodiscard]] std::string crictl_error(std::string_view errors);

}  // namespace planekeeper::drivers
