#include <optional>
#include <ostream>

#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/desired_state_source.hpp"
#include "cli/plan_text.hpp"
#include "status/plan_json.hpp"

namespace planekeeper::cli {

namespace {

int print(const model::PlanView& plan, Environment& environment) {
    environment.out << plan_text(plan, Style{environment});
    const bool is_done = plan.changes.empty() && plan.converged.status == model::ConditionStatus::yes;
    return is_done ? exit_ok : exit_changes;
}

int print_nothing_declared(const std::string& file, Environment& environment) {
    environment.out << printable(file) << " declares nothing yet: nothing to do.\n";
    return exit_ok;
}

int print(const status::PlanReport& report, Environment& environment) {
    if (!report.problems.empty()) {
        for (const auto& problem : report.problems) environment.err << printable(problem) << "\n";
        environment.err << "planekeeper: this file is not valid; what was valid before stays in force\n";
        return exit_error;
    }
    if (!report.complete) {
        environment.err << "planekeeper: the daemon has not read " << report.desired_state_file
                        << " yet; ask again in a moment\n";
        return exit_error;
    }
    if (report.changes.empty() && report.converged.reason == "NothingDesired") {
        return print_nothing_declared(report.desired_state_file, environment);
    }
    return print(model::PlanView{report.changes, report.converged, report.sequences}, environment);
}

int plan_here(const CommandLine& line, Environment& environment) {
    auto loaded = load_desired_state(line, environment);
    if (!loaded.parsed.problems.empty()) {
        environment.err << problems_text(loaded, Style{Colours::off});
        return exit_error;
    }
    if (!loaded.parsed.state) return print_nothing_declared(line.file, environment);
    const auto plan =
        environment.local_plan({.desired = std::move(*loaded.parsed.state), .file = line.file, .root = line.root});
    if (!plan) {
        environment.err << "planekeeper: " << plan.error().text() << "\n";
        return exit_error;
    }
    return print(*plan, environment);
}

/// The daemon knows its file by its path on the node; people may name it with the root in front.
bool is_daemons_file(const CommandLine& line, const std::string& daemons) {
    return !line.file_given || line.file == daemons ||
           (line.file.ends_with(daemons) && line.file.starts_with(line.root));
}

}  // namespace

int show_plan(const CommandLine& line, Environment& environment) {
    if (line.file == "-") return plan_here(line, environment);
    const auto client = environment.connect(line.socket);
    const auto body = body_of(client->get("/v1/plan"));
    if (body) {
        const auto report = status::plan_from_json(*body);
        if (!report) return explain(NoAnswer{false, report.error().text()}, line, environment);
        if (is_daemons_file(line, report->desired_state_file)) return print(*report, environment);
        return plan_here(line, environment);
    }
    if (!line.file_given && !body.error().unreachable) return explain(body.error(), line, environment);
    environment.err << "planekeeper: planned here, without the daemon (" << body.error().message << ")\n";
    return plan_here(line, environment);
}

}  // namespace planekeeper::cli
