#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/observed.hpp"

// Parses crictl's JSON (protojson of the CRI's messages). Errors: transient, for text that crictl does not print.

namespace planekeeper::drivers {

/// `crictl ps -a -o json`: the component's containers in its pod, such as kube-apiserver in "kube-apiserver-<node>",
/// newest first.
[[nodiscard]] Result<std::vector<model::ObservedContainer>> parse_containers(std::string_view json,
                                                                             model::ComponentId id,
                                                                             const std::string& node_name);

/// `crictl ps -a -o json`: names of the running containers, by "namespace/name" of this node's static pods.
[[nodiscard]] Result<std::map<std::string, std::set<std::string>>> parse_running(std::string_view json,
                                                                                 const std::string& node_name);

struct ContainerDetail {
    int exit_code = 0;
    std::string reason;          ///< "OOMKilled", "StartError"
    bool out_of_memory = false;  ///< the reason says so
    std::string message;         ///< the runtime's own words, usually why the container did not start
    std::int64_t pid = 0;
};
/// `crictl inspect ID`
[[nodiscard]] Result<ContainerDetail> parse_inspect(std::string_view json);

struct ListedImage {
    std::string id;                 ///< "sha256:…", or only hex (CRI-O)
    std::vector<std::string> tags;  ///< names with tags
    bool pinned = false;            ///< containerd from 1.7 on and CRI-O report this
};
/// `crictl images -o json`
[[nodiscard]] Result<std::vector<ListedImage>> parse_images(std::string_view json);

/// `crictl ps -a -o json`: whether any container was made from this image. A container names its image by id or by
/// reference.
[[nodiscard]] Result<bool> uses_image(std::string_view json, const std::string& id, const std::string& reference);

/// `crictl pods --id ID -o json`: whether any sandbox is listed.
[[nodiscard]] Result<bool> has_sandboxes(std::string_view json);

/// `crictl version`: "RuntimeName:  containerd" gives "containerd".
[[nodiscard]] std::optional<std::string> runtime_name(std::string_view text);

/// The last line of stderr, without the parts that logrus adds.
[[nodiscard]] std::string crictl_error(std::string_view errors);

}  // namespace planekeeper::drivers
