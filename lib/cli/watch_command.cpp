#include <algorithm>
#include <optional>
#include <ostream>

#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/status_text.hpp"
#include "spec/findings.hpp"
#include "spec/spelling.hpp"
#include "status/snapshot_json.hpp"
#include "text/yaml.hpp"

namespace planekeeper::cli {

namespace {

constexpr std::chrono::milliseconds watch_interval{1000};

/// Shows one answer after another in the way that suits where it goes.
class StatusWatch {
public:
    StatusWatch(const CommandLine& line, Environment& environment)
        : line_(line), environment_(environment), style_(environment) {}

    /// True when the condition that was waited for holds.
    bool show(const std::string& body, const model::Snapshot& snapshot) {
        unreachable_.clear();
        if (line_.output == Output::json || line_.output == Output::yaml) {
            show_record(body, snapshot);
        } else if (environment_.out_is_terminal) {
            redraw(frame(snapshot));
        } else {
            show_changes(snapshot);
        }
        shown_ = snapshot;
        environment_.out.flush();
        return !line_.until.empty() && condition_holds(snapshot, line_.until);
    }

    /// Said once per reason: the daemon may come, or come back.
    void show_unreachable(const NoAnswer& problem) {
        if (problem.message == unreachable_) return;
        unreachable_ = problem.message;
        environment_.err << "planekeeper: waiting for the daemon: " << problem.message << "\n";
    }

private:
    void show_record(const std::string& body, const model::Snapshot& snapshot) {
        if (shown_ && status_changes(*shown_, snapshot, Style{Colours::off}).empty()) return;
        if (line_.output == Output::json) {
            environment_.out << body << (body.ends_with('\n') ? "" : "\n");
        } else {
            environment_.out << "---\n" << text::yaml_from_json(body).value_or("");
        }
    }

    void show_changes(const model::Snapshot& snapshot) {
        for (const auto& change : status_changes(shown_.value_or(model::Snapshot{}), snapshot, style_)) {
            environment_.out << to_rfc3339(environment_.now()) << " " << change << "\n";
        }
    }

    /// The status as text; resources that are fine make room when the window is too low for all of it.
    std::string frame(const model::Snapshot& snapshot) {
        StatusTextOptions options{.wide = line_.output == Output::wide, .hide_ready = false};
        const auto now = environment_.now();
        auto text = status_text(snapshot, now, style_, options);
        const auto rows = environment_.terminal_rows();
        if (rows > 0 && std::count(text.begin(), text.end(), '\n') >= rows) {
            options.hide_ready = true;
            text = status_text(snapshot, now, style_, options);
        }
        return text;
    }

    /// Home, each line cleared to its end as it is drawn, then the rest of the window: no flicker.
    void redraw(const std::string& text) {
        std::string drawn = shown_ ? "\x1b[H" : "\x1b[H\x1b[2J";
        for (const char c : text) {
            if (c == '\n') drawn += "\x1b[K";
            drawn += c;
        }
        environment_.out << drawn << "\x1b[J";
    }

    const CommandLine& line_;
    Environment& environment_;
    Style style_;
    std::optional<model::Snapshot> shown_;
    std::string unreachable_;
};

/// Nobody waits for ever for a word that was misspelt.
bool knows_condition(const std::string& name, Environment& environment) {
    const std::vector<std::string> known{model::condition_types.begin(), model::condition_types.end()};
    if (std::ranges::find(known, name) != known.end()) return true;
    environment.err << "planekeeper: there is no condition " << spec::quoted(name) << "; "
                    << spec::suggestion(name, known) << "\n";
    return false;
}

}  // namespace

int watch_status(const CommandLine& line, Environment& environment) {
    if (!line.until.empty() && !knows_condition(line.until, environment)) return exit_error;
    StatusWatch watch{line, environment};
    const auto client = environment.connect(line.socket);
    while (!environment.interrupted()) {
        const auto body = body_of(client->get("/v1/status"));
        // A daemon may come; the right to ask it does not come by waiting.
        if (!body && (!body.error().unreachable || body.error().denied))
            return explain(body.error(), line, environment);
        if (!body) {
            watch.show_unreachable(body.error());
        } else {
            const auto snapshot = status::snapshot_from_json(*body);
            if (!snapshot) return explain(NoAnswer{false, snapshot.error().text()}, line, environment);
            if (watch.show(*body, *snapshot)) return exit_ok;
        }
        if (!environment.out) return exit_error;  // nobody reads any more
        environment.sleep(watch_interval);
    }
    if (line.until.empty()) return exit_ok;
    environment.err << "planekeeper: interrupted before " << line.until << " was True\n";
    return exit_error;
}

}  // namespace planekeeper::cli
