#pragma once

#include <string>
#include <string_view>

#include "edges/file_system.hpp"
#include "model/observed.hpp"

namespace planekeeper::drivers {

/// What can be told of a kubeconfig. Files that it names are read; they are relative to `directory`, where it lies.
/// `authority_pem`: the cluster's, which it is held against; empty: unknown.
void describe_kubeconfig(std::string_view document, const std::string& directory, const edges::FileSystem& files,
                         const std::string& authority_pem, model::MaterialFacts& facts);

}  // namespace planekeeper::drivers
