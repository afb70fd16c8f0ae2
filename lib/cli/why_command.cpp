#include <algorithm>
#include <ostream>

#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/desired_state_source.hpp"
#include "cli/why_text.hpp"
#include "components/component_row.hpp"
#include "components/provenance.hpp"
#include "facts/flag_rows.hpp"
#include "spec/findings.hpp"
#include "spec/places.hpp"
#include "spec/spelling.hpp"
#include "status/provenance_json.hpp"
#include "text/yaml.hpp"

// why: where something that planekeeper writes is from.

namespace planekeeper::cli {

namespace {

using status::ProvenanceReport;

int list_subjects(const ProvenanceReport& report, Environment& environment) {
    for (const auto& explanation : report.explanations) {
        environment.out << printable(to_string(explanation.resource)) << "\n";
    }
    return exit_ok;
}

/// The flag of a component that the command line does not have; nullptr: no component knows it.
const kubernetes::FlagRow* flag_of(const ProvenanceReport& report, const std::string& flag, std::string& component) {
    for (const auto& explanation : report.explanations) {
        const auto id = model::component_from(explanation.component);
        if (!id || explanation.resource.kind != model::ResourceKind::static_pod) continue;
        component = explanation.component;
        if (const auto* row = kubernetes::find_flag(*id, flag)) return row;
    }
    return nullptr;
}

/// A flag that nobody sets is an answer, too; one that nobody knows is a mistake.
int explain_absence(const CommandLine& line, const ProvenanceReport& subject, Environment& environment) {
    std::string component;
    if (const auto* row = flag_of(subject, line.flag, component)) {
        environment.out << "--" << row->name << " is not written: neither the file nor planekeeper sets it. "
                        << component << " knows it " << to_string(row->known) << ".\n";
        return exit_ok;
    }
    std::vector<std::string> known;
    if (const auto id = model::component_from(component)) {
        for (const auto& row : kubernetes::flag_rows(*id)) known.emplace_back(row.name);
    }
    environment.err << "planekeeper: " << (component.empty() ? "nothing of this name" : component) << " has no flag "
                    << spec::quoted(line.flag) << "; " << spec::suggestion(line.flag, known) << "\n";
    return exit_error;
}

int refuse_subject(const CommandLine& line, const ProvenanceReport& report, Environment& environment) {
    std::vector<std::string> known;
    for (const auto& explanation : report.explanations) known.push_back(to_string(explanation.resource));
    environment.err << "planekeeper: planekeeper writes nothing of the name " << spec::quoted(line.subject) << "; "
                    << spec::suggestion(line.subject, known) << "\n  `planekeeper why` lists what there is\n";
    return exit_error;
}

int print(const CommandLine& line, ProvenanceReport report, Environment& environment) {
    if (report.explanations.empty()) {
        environment.out << printable(report.desired_state_file) << " declares nothing yet: nothing is written.\n";
        return exit_ok;
    }
    const bool is_record = line.output == Output::json || line.output == Output::yaml;
    if (line.subject.empty() && line.flag.empty() && !is_record) return list_subjects(report, environment);
    const ProvenanceReport subject{report.desired_state_file, asked_for(report.explanations, line.subject, {})};
    if (subject.explanations.empty()) return refuse_subject(line, report, environment);
    report.explanations = asked_for(subject.explanations, {}, line.flag);
    if (report.explanations.empty()) return explain_absence(line, subject, environment);
    if (is_record) {
        const auto json = provenance_json(report) + "\n";
        environment.out << (line.output == Output::json ? json : text::yaml_from_json(json).value_or(""));
        return exit_ok;
    }
    for (const auto& explanation : report.explanations) {
        environment.out << explanation_text(explanation, Style{environment});
    }
    return exit_ok;
}

int explain_here(const CommandLine& line, Environment& environment) {
    const auto loaded = load_desired_state(line, environment);
    if (!loaded.parsed.problems.empty()) {
        environment.err << problems_text(loaded, Style{false});
        return exit_error;
    }
    ProvenanceReport report{loaded.name, {}};
    if (loaded.parsed.state) report.explanations = kubernetes::explanations(*loaded.parsed.state, {});
    spec::locate(report.explanations, loaded.parsed.places);
    return print(line, std::move(report), environment);
}

}  // namespace

int show_why(const CommandLine& asked, Environment& environment) {
    auto line = asked;
    line.flag.erase(0, line.flag.find_first_not_of('-'));
    line.flag = kubernetes::normalized_flag(line.flag);
    if (line.file_given) return explain_here(line, environment);
    const auto client = environment.connect(line.socket);
    const auto body = body_of(client->get("/v1/provenance"));
    if (!body) {
        if (!body.error().unreachable) return explain(body.error(), line, environment);
        environment.err << "planekeeper: read here, without the daemon (" << body.error().message << ")\n";
        return explain_here(line, environment);
    }
    auto report = status::provenance_from_json(*body);
    if (!report) return explain(NoAnswer{false, report.error().text()}, line, environment);
    return print(line, std::move(*report), environment);
}

}  // namespace planekeeper::cli
