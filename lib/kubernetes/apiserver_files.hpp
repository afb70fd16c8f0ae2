#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// Which files of the node kube-apiserver reads. Private to this room.

namespace planekeeper::kubernetes {

struct ApiServerFile {
    std::string path;
    bool secret = false;  ///< a private key, or a document that holds one
    friend bool operator==(const ApiServerFile&, const ApiServerFile&) = default;
};

/// Every file that a rendered flag names, and those that the webhook's config names; each once, sorted by path.
/// Extra flags are not looked into.
[[nodiscard]] std::vector<ApiServerFile> apiserver_files(const model::DesiredState& desired);

/// "/a/b" of "/a/b/c", "/" of "/c".
[[nodiscard]] std::string directory_of(std::string_view path);

}  // namespace planekeeper::kubernetes
