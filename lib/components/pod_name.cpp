#include "components/pod_name.hpp"

namespace planekeeper::kubernetes {

PodName pod_of(model::ComponentId id) { return {"kube-system", std::string{to_string(id)}}; }

std::string to_string(const PodName& pod) { return pod.name_space + "/" + pod.name; }

}  // namespace planekeeper::kubernetes
