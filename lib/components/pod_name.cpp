#include "components/pod_name.hpp"

#include <fmt/format.h>

namespace planekeeper::kubernetes {

PodName pod_of(model::ComponentId id) { return {"kube-system", std::string{to_string(id)}}; }

std::string to_string(const PodName& pod) { return fmt::format("{}/{}", pod.name_space, pod.name); }

}  // namespace planekeeper::kubernetes
