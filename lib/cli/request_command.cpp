#include <fmt/format.h>

#include <ostream>

#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/status_text.hpp"
#include "cli/style.hpp"
#include "status/reply_json.hpp"

namespace planekeeper::cli {

namespace {

constexpr std::chrono::milliseconds wait_interval{500};

int give_up(const model::Snapshot& snapshot, const std::string& why, Environment& environment) {
    environment.err << "planekeeper: " << why << "\n";
    for (const auto& problem : snapshot.problems) environment.err << "  " << printable(problem) << "\n";
    for (const auto& resource : snapshot.resources) {
        if (resource.state == model::State::ready) continue;
        environment.err << "  " << printable(to_string(resource.id)) << ": " << to_string(resource.state) << " ("
                        << printable(resource.reason) << "): " << printable(resource.message) << "\n";
    }
    return exit_error;
}

/// Waits for a pass that began after the request and found everything as desired. Time is counted in waits, so that a
/// clock that is set meanwhile changes nothing.
int wait_until_converged(std::uint64_t passes, DaemonClient& client, const CommandLine& line,
                         Environment& environment) {
    model::Snapshot last;
    const Style style{environment};
    for (std::chrono::milliseconds waited{}; waited <= line.timeout; waited += wait_interval) {
        if (environment.interrupted()) return give_up({}, "interrupted; the daemon goes on by itself", environment);
        const auto snapshot = ask_snapshot(client);
        if (!snapshot) return explain(snapshot.error(), line, environment);
        for (const auto& change : status_changes(last, *snapshot, style)) environment.out << change << "\n";
        environment.out.flush();
        last = *snapshot;
        if (last.counters.passes > passes && !last.problems.empty()) {
            return give_up(last, "the desired state is not valid; what was valid before stays in force", environment);
        }
        if (last.counters.passes > passes && condition_holds(last, "Converged")) return exit_ok;
        environment.sleep(wait_interval);
    }
    return give_up(last, fmt::format("not converged after {}", short_duration(line.timeout)), environment);
}

}  // namespace

int request(const CommandLine& line, const std::string& target, std::string_view accepted, Environment& environment) {
    const auto client = environment.connect(line.socket);
    const auto body = body_of(client->post(target));
    if (!body) return explain(body.error(), line, environment);
    const auto passes = status::accepted_from_json(*body);
    if (!passes) return explain(NoAnswer{false, passes.error().text()}, line, environment);
    if (line.wait) return wait_until_converged(*passes, *client, line, environment);
    environment.out << accepted << "\n";
    return exit_ok;
}

}  // namespace planekeeper::cli
