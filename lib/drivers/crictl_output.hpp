#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/observed.hpp"

// crictl's JSON (protojson of the CRI's messages) as values. Errors: transient, the output is not what crictl prints.

namespace planekeeper::drivers {

/// `crictl ps -a -o json`: the containers called kube-apiserver of the pod "kube-apiserver-<node>" (those of another component likewise), newest first.
[[nodiscard]] Result<std::vector<model::ObservedContainer>> parse_containers(std::string_view json,
                                                                             model::ComponentId id,
                                                                             const std::string& node_name);

/// `crictl ps -a -o json`: names of the containers that run, by "namespace/name" of the static pods of this node.
[[nodiscard]] Result<std::map<std::string, std::set<std::string>>> parse_running(std::string_view json,
                                                                                 const std::string& node_name);

struct ContainerDetail {
    int exit_code = 0;
    std::string reason;          ///< "OOMKilled", "StartError"
    bool out_of_memory = false;  ///< by that reason
    std::string message;         ///< the runtime's own words, mostly of why it could not be started
    std::int64_t pid = 0;
};
/// `crictl inspect ID`
[[nodiscard]] Result<ContainerDetail> parse_inspect(std::string_view json);

struct ListedImage {
    std::string id;                 ///< "sha256:…", or hex alone (CRI-O)
    std::vector<std::string> tags;  ///< names with tags
    bool pinned = false;            ///< containerd from 1.7 on and CRI-O tell
};
/// `crictl images -o json`
[[nodiscard]] Result<std::vector<ListedImage>> parse_images(std::string_view json);

/// `crictl ps -a -o json`: whether any container was made from this image, which is named by its id or as it was asked
/// for.
[[nodiscard]] Result<bool> uses_image(std::string_view json, const std::string& id, const std::string& reference);

/// `crictl pods --id ID -o json`: whether any sandbox is listed.
[[nodiscard]] Result<bool> has_sandboxes(std::string_view json);

/// `crictl version`: "RuntimeName:  containerd" gives "containerd".
[[nodiscard]] std::optional<std::string> runtime_name(std::string_view text);

/// The last line of stderr that says what went wrong, without what logrus puts around and into it.
[[nodiscard]] std::string crictl_error(std::string_view errors);

}  // namespace planekeeper::drivers
