#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "linux/worker_protocol.hpp"

namespace planekeeper::linux_edges {

/// The other side of WorkerProcessRunner: takes one request from the connection, runs the program, tells how it went.
/// Each of `allowed` is the file name of a program, or a whole command: its words, separated
/// by spaces, and no environment. When the daemon hangs up, the program is ended first.
[[nodiscard]] boost::asio::awaitable<void> serve_one_request(LocalSocket socket, std::vector<std::string> allowed);

}  // namespace planekeeper::linux_edges
