#include "model/desired_state.hpp"

namespace planekeeper::model {

std::string to_string(const KubernetesVersion& version) {
    return "v" + std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
           std::to_string(version.patch);
}

}  // namespace planekeeper::model
