#include "facts/lasting_flags.hpp"

#include <fmt/format.h>

#include <vector>

namespace planekeeper::kubernetes {

std::span<const LastingFlag> lasting_flags(model::ComponentId id) {
    if (id != model::ComponentId::api_server) return {};
    static const std::vector<LastingFlag> flags{
        {"service-account-issuer", "spec.apiserver.serviceAccountIssuer", "",
         "every token of a ServiceAccount that was issued under the other name is refused until its pod is made anew"},
        {"service-cluster-ip-range", "spec.apiserver.serviceClusterIPRange", "10.0.0.0/24",
         "Services keep addresses of the other range, which nothing hands out or repairs any more, and pods know them "
         "by it"},
        {"service-node-port-range", "spec.apiserver.serviceNodePortRange", "30000-32767",
         "Services with a port of the other range cannot be written any more"},
        {"etcd-prefix", "", "/registry", "the server finds an empty store, as if every object were gone"},
        {"secure-port", "spec.apiserver.port", "6443", "kubelets and kubeconfigs reach the server by the other port"},
    };
    return flags;
}

std::string value_of(std::span<const std::string> words, const LastingFlag& flag) {
    const auto name = fmt::format("--{}", flag.name);
    std::string text;
    const auto add = [&text](const std::string& value) { text += (text.empty() ? "" : ",") + value; };
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].starts_with(fmt::format("{}=", name))) add(words[i].substr(name.size() + 1));
        if (words[i] == name && i + 1 < words.size()) add(words[i + 1]);
    }
    return text.empty() ? flag.without : text;
}

}  // namespace planekeeper::kubernetes
