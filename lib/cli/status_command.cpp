#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/status_text.hpp"
#include "status/snapshot_json.hpp"
#include "text/yaml.hpp"

namespace planekeeper::cli {

namespace {

/// The record as the daemon sent it, also fields that this program does not know.
Result<std::string> record_text(const std::string& body, Output output) {
    if (output == Output::json) return body.ends_with('\n') ? body : fmt::format("{}\n", body);
    return text::yaml_from_json(body);
}

}  // namespace

int show_status(const CommandLine& line, Environment& environment) {
    const auto client = environment.connect(line.socket);
    const auto body = body_of(client->get("/v1/status"));
    if (!body) return explain(body.error(), line, environment);
    const auto snapshot = status::snapshot_from_json(*body);
    if (!snapshot) return explain(NoAnswer{false, snapshot.error().text()}, line, environment);
    if (line.output == Output::json || line.output == Output::yaml) {
        environment.out << record_text(*body, line.output).value_or("");
        return exit_ok;
    }
    const StatusTextOptions options{.wide = line.output == Output::wide, .hide_ready = false};
    environment.out << status_text(*snapshot, environment.now(), Style{environment}, options);
    return exit_ok;
}

}  // namespace planekeeper::cli
