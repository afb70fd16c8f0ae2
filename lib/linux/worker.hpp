#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "linux/worker_protocol.hpp"

namespace planekeeper::linux_edges {

/// The worker's end of WorkerProcessRunner: takes one request from the connection, runs the program and reports its
/// outcome. An entry of `allowed` is the file name of a program, or a whole command without environment: its words,
/// separated by spaces. When the daemon hangs up, the call ends the program and then returns.
[[nodiscard]] boost::asio::awaitable<void> serve_one_request(LocalSocket socket, std::vector<std::string> allowed);

}  // namespace planekeeper::linux_edges
