#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace planekeeper::kubernetes {

/// Bytes that a kubeconfig holds itself, or the file that it names for them (relative to its own directory).
struct KubeconfigData {
    Secret bytes;
    std::string file;  ///< empty: it names none, or holds the bytes itself, which count then
    [[nodiscard]] bool empty() const { return bytes.empty() && file.empty(); }
};

/// What kubectl would use: the cluster and the user of the current context.
struct KubeconfigReading {
    std::string server;
    KubeconfigData authority;
    KubeconfigData certificate;
    KubeconfigData key;
    std::string problem;  ///< why nothing, or not everything, could be read of it; empty: all could
};

/// Reads every form that kubectl reads: block and flow style, JSON, block scalars, file references, several contexts
/// (k8s.io/client-go tools/clientcmd). The problem quotes no secret.
[[nodiscard]] KubeconfigReading read_kubeconfig(std::string_view text);

/// As kubectl would reach them, two URLs of API servers are one: case of scheme and host, a '/' at the end and the port 443
/// make no difference.
[[nodiscard]] bool same_server(std::string_view one, std::string_view other);

}  // namespace planekeeper::kubernetes
