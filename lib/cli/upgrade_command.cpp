#include <fmt/format.h>

#include <map>
#include <ostream>
#include <utility>

#include "cli/commands.hpp"
#include "cli/desired_state_source.hpp"
#include "cli/plan_text.hpp"
#include "cli/upgrade.hpp"
#include "facts/skew.hpp"
#include "facts/version_facts.hpp"
#include "spec/quantities.hpp"

// plan --to: it reads one file and touches nothing else.

namespace planekeeper::cli {

namespace {

int refuse_version(const spec::Complaint& complaint, Environment& environment) {
    environment.err << "planekeeper: --to: " << printable(complaint.message) << " (" << printable(complaint.hint)
                    << ")\n";
    const auto range = kubernetes::supported_versions();
    if (!complaint.hint.contains(range)) environment.err << "  supported: " << range << "\n";
    return exit_error;
}

int refuse_file(const LoadedDesiredState& loaded, Environment& environment) {
    environment.err << problems_text(loaded, Style{Colours::off});
    return exit_error;
}

std::string head(const Upgrade& upgrade, const std::string& file) {
    return fmt::format("Node:           {}\nDesired state:  {}\nKubernetes:     {} to {}\n", upgrade.to.node_name,
                       printable(file), to_string(upgrade.from.version), to_string(upgrade.to.version));
}

std::string list(const std::string& title, const std::vector<std::string>& lines, const Style& style) {
    if (lines.empty()) return {};
    auto text = fmt::format("\n{}\n", style.paint(Colour::bold, title));
    for (const auto& line : lines) text += fmt::format("  - {}\n", printable(line));
    return text;
}

std::string steps_text(const std::vector<UpgradeStep>& steps, const Style& style) {
    auto text = fmt::format("\n{}\n", style.paint(Colour::bold, "Steps"));
    std::size_t number = 0;
    for (const auto& step : steps) {
        text += fmt::format("  {}. {}\n", ++number, printable(step.what));
        if (!step.why.empty()) text += fmt::format("     {}\n", printable(step.why));
        if (!step.restart_reason.empty())
            text += fmt::format("     {}\n", restart_text(step.component, step.restart_reason, style));
    }
    return text;
}

std::string changes_text(const std::vector<model::PlannedChange>& changes, const Style& style) {
    auto text = fmt::format("\n{}\n", style.paint(Colour::bold, "Changes"));
    if (changes.empty()) return fmt::format("{}  none but the image, its tag and the generation\n", text);
    for (const auto& change : changes)
        text += (&change == &changes.front() ? "" : "\n") + difference_text(change, style);
    return text;
}

std::string times(std::size_t count) {
    if (count == 1) return "once";
    return count == 2 ? "twice" : fmt::format("{} times", count);
}

std::string summary(const std::vector<UpgradeStep>& steps) {
    struct Restarts {
        std::size_t count = 0;
        std::string reasons;
    };
    std::map<model::ComponentId, Restarts> restarts;
    for (const auto& step : steps) {
        if (step.restart_reason.empty()) continue;
        auto& [count, reasons] = restarts[step.component];
        reasons += (++count == 1 ? "" : ", then ") + step.restart_reason;
    }
    auto text = fmt::format("\nPlan: {} steps", steps.size());
    for (const auto& [id, of_component] : restarts) {
        text += fmt::format("; {} is restarted {}: {}", to_string(id), times(of_component.count), of_component.reasons);
    }
    return fmt::format("{}.\n", text);
}

int print(const Upgrade& upgrade, const std::string& file, Environment& environment) {
    const Style style{environment};
    const auto steps = upgrade_steps(upgrade);
    environment.out << head(upgrade, file)
                    << list("Preparation", upgrade_preparations(upgrade, environment.architecture), style)
                    << steps_text(steps, style) << changes_text(upgrade_changes(upgrade), style)
                    << list("Notes", upgrade_notes(upgrade), style) << summary(steps);
    return exit_changes;
}

}  // namespace

int show_upgrade(const CommandLine& line, Environment& environment) {
    const auto version = spec::kubernetes_version(*line.to);
    if (!version) return refuse_version(version.error(), environment);
    auto now = load_desired_state(line, environment);
    if (!now.parsed.problems.empty()) return refuse_file(now, environment);
    if (!now.parsed.state) {
        environment.out << now.name << " declares nothing yet: nothing to do.\n";
        return exit_ok;
    }
    const auto from = now.parsed.state->version;
    if (from == *version) {
        environment.out << now.name << " has " << to_string(from) << " already: nothing to do.\n";
        return exit_ok;
    }
    if (const auto problem = kubernetes::step_problem(from, *version); problem && problem->refused) {
        environment.err << "planekeeper: " << problem->rule << "\n  " << problem->way_out << "\n";
        return exit_error;
    }
    auto then = at_version(now, *version, environment);
    if (!then.parsed.problems.empty()) {
        environment.err << "planekeeper: " << to_string(*version) << " does not take the file as it stands:\n";
        return refuse_file(then, environment);
    }
    return print({std::move(*now.parsed.state), std::move(*then.parsed.state)}, now.name, environment);
}

}  // namespace planekeeper::cli
