#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/style.hpp"
#include "status/event_json.hpp"
#include "status/reply_json.hpp"

namespace planekeeper::cli {

namespace {

std::string event_line(const model::Event& event, const Style& style) {
    const bool warning = event.type == model::EventType::warning;
    const auto type = style.paint(warning ? Colour::yellow : Colour::none, warning ? "Warning" : "Normal ");
    auto line = fmt::format("{} {} {}", to_rfc3339(event.time), type, printable(event.reason));
    if (!event.resource.empty()) line += fmt::format(" {}", printable(event.resource));
    if (!event.message.empty()) line += fmt::format(": {}", printable(event.message));
    return fmt::format("{}\n", line);
}

/// Lines of server-sent events to lines for people. The daemon puts each event's data on one line; comments and other
/// fields are passed over.
void print_events(std::string_view text, const Style& style, std::ostream& out) {
    constexpr std::string_view field = "data: ";
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (!line.starts_with(field)) continue;
        const auto event = status::event_from_json(line.substr(field.size()));
        if (event) out << event_line(*event, style);
    }
    out.flush();
}

int follow_events(DaemonClient& client, const CommandLine& line, Environment& environment) {
    const Style style{environment};
    bool opened = false;
    const auto streamed = client.stream("/v1/events", [&](std::string_view event) {
        opened = true;
        print_events(event, style, environment.out);
        return environment.out && !environment.interrupted();
    });
    if (streamed || environment.interrupted()) return exit_ok;
    if (opened) {
        environment.err << "planekeeper: the daemon ended the stream: " << streamed.error().text() << "\n";
        return exit_unreachable;
    }
    const auto refusal = status::message_of_error_json(streamed.error().message());
    if (!refusal.empty()) return explain(NoAnswer{false, refusal}, line, environment);
    return explain(no_answer(streamed.error()), line, environment);
}

}  // namespace

int show_events(const CommandLine& line, Environment& environment) {
    const auto client = environment.connect(line.socket);
    if (line.follow) return follow_events(*client, line, environment);
    const auto body = body_of(client->get("/v1/events?follow=false"));
    if (!body) return explain(body.error(), line, environment);
    print_events(*body, Style{environment}, environment.out);
    return exit_ok;
}

}  // namespace planekeeper::cli
