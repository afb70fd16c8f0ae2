#include <algorithm>
#include <ostream>

#include "cli/commands.hpp"
#include "cli/desired_state_source.hpp"
#include "cli/style.hpp"
#include "components/artefacts.hpp"
#include "spec/reference.hpp"

// validate, render and schema: they only read. validate also reads the configuration files that the desired state
// names.

namespace planekeeper::cli {

namespace {

int list_artefacts(const std::vector<kubernetes::Artefact>& artefacts, Environment& environment) {
    for (const auto& artefact : artefacts) environment.out << artefact.name << "\n";
    return exit_ok;
}

int refuse_artefact(const std::string& name, const std::vector<kubernetes::Artefact>& artefacts,
                    Environment& environment) {
    environment.err << "planekeeper: this file has no artefact \"" << name << "\"; there are";
    for (const auto& artefact : artefacts) environment.err << " " << artefact.name;
    environment.err << "\n";
    return exit_error;
}

}  // namespace

int validate(const CommandLine& line, Environment& environment) {
    const auto loaded = load_desired_state(line, environment);
    if (!loaded.parsed.problems.empty()) {
        environment.out << problems_text(loaded, Style{environment});
        return exit_error;
    }
    bool good = true;
    std::vector<LoadedDesiredState> named;
    if (loaded.parsed.state) named = judge_named_files(*loaded.parsed.state, line.root);
    for (const auto& file : named) {
        environment.out << problems_text(file, Style{environment});
        good = good && file.parsed.problems.empty();
    }
    if (!good) return exit_error;
    environment.out << loaded.name << (loaded.parsed.inactive ? ": valid, but declares nothing yet\n" : ": valid\n");
    return exit_ok;
}

int render(const CommandLine& line, Environment& environment) {
    const auto loaded = load_desired_state(line, environment);
    if (!loaded.parsed.problems.empty()) {
        environment.err << problems_text(loaded, Style{Colours::off});
        return exit_error;
    }
    if (!loaded.parsed.state) {
        environment.err << "planekeeper: " << line.file << " declares nothing yet\n";
        return exit_error;
    }
    const auto artefacts = kubernetes::shown_artefacts(*loaded.parsed.state);
    if (line.artefact.empty()) return list_artefacts(artefacts, environment);
    const auto found = std::ranges::find(artefacts, line.artefact, &kubernetes::Artefact::name);
    if (found == artefacts.end()) return refuse_artefact(line.artefact, artefacts, environment);
    const auto text = found->render(*loaded.parsed.state);
    environment.out << text << (text.ends_with('\n') ? "" : "\n");
    return exit_ok;
}

int print_schema(Environment& environment) {
    environment.out << spec::json_schema();
    return exit_ok;
}

}  // namespace planekeeper::cli
