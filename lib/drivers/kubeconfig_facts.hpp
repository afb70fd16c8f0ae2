#pragma once

#include <string>
#include <string_view>

#include "edges/file_system.hpp"
#include "model/observed.hpp"

namespace planekeeper::drivers {

/// Reads the facts about a kubeconfig, and the files that it refers to, which are relative to its `directory`.
/// `authority_pem`: the cluster's authority for comparison; empty: unknown.
void describe_kubeconfig(std::string_view document, const std::string& directory, const edges::FileSystem& files,
                         const std::string& authority_pem, model::MaterialFacts& facts);

}  // namespace planekeeper::drivers
