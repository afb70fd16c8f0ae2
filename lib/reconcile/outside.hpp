#pragma once

#include <string>
#include <vector>

#include "edges/clock.hpp"
#include "edges/file_system.hpp"
#include "edges/http_client.hpp"
#include "edges/process_runner.hpp"

namespace planekeeper::reconcile {

/// The outside, as the composition root chose it. All outlive what they are given to.
struct Outside {
    edges::FileSystem& files;       ///< the node's files, below the root where one is given
    edges::FileSystem& host_files;  ///< for the desired-state file, whose path is taken as it stands
    edges::ProcessRunner& processes;
    edges::HttpClient& http;
    edges::Clock& clock;
};

struct Options {
    std::string version;  ///< planekeeper's own
    std::string desired_state_file;
    std::string root;          ///< empty on the node itself; else the runtime and the API are not looked at
    std::string architecture;  ///< Go's name
    std::vector<std::string> download_environment;  ///< "https_proxy=…": what curl documents for proxies
};

}  // namespace planekeeper::reconcile
