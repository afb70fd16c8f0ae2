#pragma once

#include <string>

#include "edges/process_runner.hpp"

namespace planekeeper::linux_edges {

/// Runs programs through a worker in another unit: each run is a connection to the unit's socket, and the service
/// manager starts a worker for it. Keeps ProcessRunner's contract; a missing or dying worker is a transient error.
class WorkerProcessRunner final : public edges::ProcessRunner {
public:
    explicit WorkerProcessRunner(std::string socket_path) : path_(std::move(socket_path)) {}

    [[nodiscard]] boost::asio::awaitable<Result<edges::ProcessOutcome>> run(edges::ProcessSpec spec) override;

private:
    boost::asio::awaitable<Result<edges::ProcessOutcome>> attempt(edges::ProcessSpec spec);

    std::string path_;
};

}  // namespace planekeeper::linux_edges
