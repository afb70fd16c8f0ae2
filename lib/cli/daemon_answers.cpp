#include "cli/daemon_answers.hpp"

#include <fmt/format.h>

#include <ostream>

#include "status/reply_json.hpp"
#include "status/snapshot_json.hpp"

namespace planekeeper::cli {

Answer<std::string> body_of(const Result<DaemonReply>& reply) {
    if (!reply) return std::unexpected(no_answer(reply.error()));
    if (reply->status >= 200 && reply->status < 300) return reply->body;
    auto message = status::message_of_error_json(reply->body);
    if (message.empty()) message = fmt::format("HTTP status {}", reply->status);
    return std::unexpected(NoAnswer{false, std::move(message)});
}

NoAnswer no_answer(const Error& error) {
    return {.unreachable = true, .message = error.text(), .denied = error.kind() == ErrorKind::permission};
}

Answer<model::Snapshot> ask_snapshot(DaemonClient& client) {
    const auto body = body_of(client.get("/v1/status"));
    if (!body) return std::unexpected(body.error());
    auto snapshot = status::snapshot_from_json(*body);
    if (!snapshot) return std::unexpected(NoAnswer{false, snapshot.error().text()});
    return std::move(*snapshot);
}

namespace {

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

int explain(const NoAnswer& problem, const CommandLine& line, Environment& environment) {
    if (!problem.unreachable) {
        environment.err << "planekeeper: the daemon says: " << problem.message << "\n";
        return exit_error;
    }
    if (problem.denied) {
        environment.err << "planekeeper: you may not ask the daemon: " << problem.message << "\n"
                        << "  only root and members of the socket's group may\n"
                        << "  as root              sudo planekeeper ...\n"
                        << "  which group is it?   ls -ld " << line.socket << " " << directory_of(line.socket) << "\n";
        return exit_unreachable;
    }
    environment.err << "planekeeper: cannot reach the daemon: " << problem.message << "\n"
                    << "  is it running?       systemctl status planekeeper\n"
                    << "  what did it say?     journalctl -u planekeeper -n 50\n"
                    << "  start it             systemctl start planekeeper\n"
                    << "  may you ask?         only root and members of the socket's group may: ls -l " << line.socket
                    << "\n";
    return exit_unreachable;
}

}  // namespace planekeeper::cli
