#pragma once

#include "edges/process_runner.hpp"

namespace planekeeper::linux_edges {

/// Sends each program to the runner whose sandbox has the rights that it needs.
class SandboxedProcesses final : public edges::ProcessRunner {
public:
    SandboxedProcesses(edges::ProcessRunner& daemon, edges::ProcessRunner& download, edges::ProcessRunner& build,
                       edges::ProcessRunner& rehearse, edges::ProcessRunner& restart)
        : daemon_(daemon), download_(download), build_(build), rehearse_(rehearse), restart_(restart) {}

    [[nodiscard]] boost::asio::awaitable<Result<edges::ProcessOutcome>> run(edges::ProcessSpec spec) override {
        switch (spec.sandbox) {
            case edges::Sandbox::download: return download_.run(std::move(spec));
            case edges::Sandbox::build: return build_.run(std::move(spec));
            case edges::Sandbox::rehearse: return rehearse_.run(std::move(spec));
            case edges::Sandbox::restart: return restart_.run(std::move(spec));
            case edges::Sandbox::daemon: break;
        }
        return daemon_.run(std::move(spec));
    }

private:
    edges::ProcessRunner& daemon_;
    edges::ProcessRunner& download_;
    edges::ProcessRunner& build_;
    edges::ProcessRunner& rehearse_;
    edges::ProcessRunner& restart_;
};

}  // namespace planekeeper::linux_edges
