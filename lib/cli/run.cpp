#include "cli/run.hpp"

#include <ostream>

#include "cli/commands.hpp"

namespace planekeeper::cli {

namespace {

int dispatch(const CommandLine& line, Environment& environment) {
    switch (line.command) {
        case Command::status: return line.watch ? watch_status(line, environment) : show_status(line, environment);
        case Command::plan: return line.to ? show_upgrade(line, environment) : show_plan(line, environment);
        case Command::why: return show_why(line, environment);
        case Command::validate: return validate(line, environment);
        case Command::render: return render(line, environment);
        case Command::reconcile: return request(line, "/v1/reconcile", "A pass was asked for.", environment);
        case Command::retry: return request(line, "/v1/retry", "What failed is tried again.", environment);
        case Command::init: return request(line, "/v1/new-cluster", "The keys that are missing are made.", environment);
        case Command::events: return show_events(line, environment);
        case Command::schema: return print_schema(environment);
        case Command::version: return show_version(line, environment);
        case Command::completion: environment.out << line.completion_script; return exit_ok;
    }
    return exit_error;
}

}  // namespace

int run(int argc, const char* const* argv, Environment& environment) {
    const auto line = parse_command_line(argc, argv, environment.version);
    if (!line) {
        environment.out << line.error().out;
        environment.err << line.error().err;
        return line.error().exit_code;
    }
    const int code = dispatch(*line, environment);
    environment.out.flush();
    // A full disk or a closed pipe: what was asked for did not arrive.
    if (!environment.out && code != exit_error) return exit_error;
    return code;
}

}  // namespace planekeeper::cli
