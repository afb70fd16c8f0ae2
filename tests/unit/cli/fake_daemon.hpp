#pragma once

#include <deque>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "cli/run.hpp"

namespace planekeeper::cli {

/// A daemon with prepared answers, given in order. The last answer to a target repeats.
struct FakeDaemon {
    std::map<std::string, std::deque<Result<DaemonReply>>> replies;  ///< by "GET /v1/status"
    std::vector<std::string> stream_events;
    Result<void> stream_end;
    std::vector<std::string> requests;

    void answer(const std::string& request, int status, std::string body) {
        replies[request].push_back(DaemonReply{status, std::move(body)});
    }

    Result<DaemonReply> reply(const std::string& request) {
        requests.push_back(request);
        auto& queue = replies[request];
        if (queue.empty()) return fail(ErrorKind::not_found, "connect: No such file or directory");
        auto next = queue.front();
        if (queue.size() > 1) queue.pop_front();
        return next;
    }
};

class FakeDaemonClient final : public DaemonClient {
public:
    explicit FakeDaemonClient(FakeDaemon& daemon) : daemon_(daemon) {}

    Result<DaemonReply> get(const std::string& target) override { return daemon_.reply("GET " + target); }
    Result<DaemonReply> post(const std::string& target) override { return daemon_.reply("POST " + target); }

    Result<void> stream(const std::string& target, const std::function<bool(std::string_view)>& on_event) override {
        daemon_.requests.push_back("STREAM " + target);
        for (const auto& event : daemon_.stream_events) {
            if (!on_event(event)) return {};
        }
        return daemon_.stream_end;
    }

private:
    FakeDaemon& daemon_;
};

/// Runs the whole CLI against a fake daemon and keeps its output.
struct CliRun {
    FakeDaemon daemon;
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    std::string socket;                    ///< the socket of the connection
    std::vector<LocalPlanInputs> planned;  ///< requested local plans
    Result<model::PlanView> local_plan;
    int sleeps_before_interrupt = 100;
    int rows = 0;
    Environment environment{
        .in = in,
        .out = out,
        .err = err,
        .version = "0.1.0",
        .architecture = "arm64",
        .connect =
            [this](const std::string& path) {
                socket = path;
                return std::make_unique<FakeDaemonClient>(daemon);
            },
        .local_plan =
            [this](const LocalPlanInputs& inputs) {
                planned.push_back(inputs);
                return local_plan;
            },
        .now = [] { return from_rfc3339("2026-11-24T06:01:00Z").value(); },
        .terminal_rows = [this] { return rows; },
        .interrupted = [this] { return sleeps_before_interrupt <= 0; },
        .sleep = [this](std::chrono::milliseconds) { --sleeps_before_interrupt; },
    };

    int operator()(std::vector<std::string> arguments) {
        std::vector<const char*> argv = {"planekeeper"};
        for (const auto& argument : arguments) argv.push_back(argument.c_str());
        return run(static_cast<int>(argv.size()), argv.data(), environment);
    }
};

}  // namespace planekeeper::cli
