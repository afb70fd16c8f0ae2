#pragma once

#include <cstdint>

#include "edges/process_runner.hpp"

namespace planekeeper::reconcile {

/// Counts the started programs for status: a quiet node starts none.
class CountedProcesses final : public edges::ProcessRunner {
public:
    explicit CountedProcesses(edges::ProcessRunner& runner) : runner_(runner) {}

    [[nodiscard]] boost::asio::awaitable<Result<edges::ProcessOutcome>> run(edges::ProcessSpec spec) override {
        ++started_;
        return runner_.run(std::move(spec));
    }

    [[nodiscard]] std::uint64_t started() const noexcept { return started_; }

private:
    edges::ProcessRunner& runner_;
    std::uint64_t started_ = 0;
};

}  // namespace planekeeper::reconcile
