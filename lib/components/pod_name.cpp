#include "components/pod_name.hpp"

namespace planekeeper::kubernetes {

const PodName apiserver_pod{"kube-system", "kube-apiserver"};

std::string to_string(const PodName& pod) { return pod.name_space + "/" + pod.name; }

}  // namespace planekeeper::kubernetes
