#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace planekeeper::kubernetes {

/// Bytes inside a kubeconfig, or the file that holds them (its path is relative to the directory of the kubeconfig).
struct KubeconfigData {
    Secret bytes;
    std::string file;  ///< empty: no file is named, or the kubeconfig holds the bytes, which take precedence
    [[nodiscard]] bool empty() const { return bytes.empty() && file.empty(); }
};

/// The parts that kubectl would use: the cluster and the user of the current context.
struct KubeconfigReading {
    std::string server;
    KubeconfigData authority;
    KubeconfigData certificate;
    KubeconfigData key;
    std::string problem;  ///< why a part or all of the text could not be read; empty: all was read
};

/// Reads every form that kubectl reads: block and flow style, JSON, block scalars, file references, several contexts
/// (k8s.io/client-go tools/clientcmd). The problem quotes no secret.
[[nodiscard]] KubeconfigReading read_kubeconfig(std::string_view text);

/// True when kubectl would reach the same API server through both URLs: case of scheme and host, a '/' at the end and the
/// port 443 make no difference.
[[nodiscard]] bool same_server(std::string_view one, std::string_view other);

}  // namespace planekeeper::kubernetes
