#pragma once

#include <string>
#include <vector>

#include "edges/clock.hpp"
#include "edges/file_system.hpp"
#include "edges/http_client.hpp"
#include "edges/process_runner.hpp"

namespace planekeeper::reconcile {

/// The edges that the composition root chose. They outlive all their users.
struct Outside {
    edges::FileSystem& files;       ///< the node's files, below the root if one is given
    edges::FileSystem& host_files;  ///< for the desired-state file, whose path is never below the root
    edges::ProcessRunner& processes;
    edges::HttpClient& http;
    edges::Clock& clock;
};

struct Options {
    std::string version;  ///< planekeeper's own
    std::string desired_state_file;
    std::string root;          ///< empty on the node itself; otherwise nobody looks at runtime and API
    std::string architecture;  ///< Go's name
    std::vector<std::string> download_environment;  ///< "https_proxy=…": curl's documented proxy variables
};

}  // namespace planekeeper::reconcile
