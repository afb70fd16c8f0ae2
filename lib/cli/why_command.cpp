#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>

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

using model::Explanation;
using status::ProvenanceReport;

int list_subjects(const ProvenanceReport& report, Environment& environment) {
    for (const auto& explanation : report.explanations) {
        environment.out << printable(to_string(explanation.resource)) << "\n";
    }
    return exit_ok;
}

/// The components whose command lines are among these.
std::vector<model::ComponentId> components_of(const std::vector<Explanation>& explanations) {
    std::vector<model::ComponentId> ids;
    for (const auto& explanation : explanations) {
        const auto id = model::component_from(explanation.component);
        if (id && explanation.resource.kind == model::ResourceKind::static_pod) ids.push_back(*id);
    }
    return ids;
}

model::Written absent(const kubernetes::FlagRow& flag, const std::string& component) {
    const std::string reason = flag.field.empty() ? "neither the file nor planekeeper sets it"
                                                  : fmt::format("it follows from {}, which asks for none", flag.field);
    return {.value = std::nullopt,
            .causes = {{.part = {}, .origin = {.kind = model::OriginKind::choice, .reason = reason}},
                       {.part = {},
                        .origin = {.kind = model::OriginKind::version,
                                   .name = to_string(flag.known),
                                   .reason = fmt::format("{} knows it", component)}}}};
}

/// A flag that nobody sets, of each component that knows it in some version.
std::vector<Explanation> absent_flag(const std::vector<Explanation>& subject, const std::string& name) {
    std::vector<Explanation> found;
    for (const auto& explanation : subject) {
        const auto id = model::component_from(explanation.component);
        if (!id || explanation.resource.kind != model::ResourceKind::static_pod) continue;
        const auto* const flag = kubernetes::find_flag(*id, name);
        if (flag == nullptr) continue;
        found.push_back({explanation.resource,
                         explanation.component,
                         {{model::PartKind::flag, name, absent(*flag, explanation.component)}}});
    }
    return found;
}

int refuse_flag(const CommandLine& line, const std::vector<Explanation>& subject, Environment& environment) {
    std::string components;
    std::set<std::string> known;
    for (const auto id : components_of(subject)) {
        components += (components.empty() ? "" : " and ") + std::string{to_string(id)};
        for (const auto& row : kubernetes::flag_rows(id)) known.emplace(row.name);
    }
    environment.err << "planekeeper: ";
    if (components.empty()) {
        environment.err << printable(line.subject) << " has no flags; kube-apiserver has\n";
        return exit_error;
    }
    environment.err << components << ": no flag " << spec::quoted(line.flag) << "; "
                    << spec::suggestion(line.flag, {known.begin(), known.end()}) << "\n";
    return exit_error;
}

int refuse_subject(const CommandLine& line, const ProvenanceReport& report, Environment& environment) {
    std::vector<std::string> known;
    for (const auto& explanation : report.explanations) known.push_back(to_string(explanation.resource));
    environment.err << "planekeeper: there is nothing of the name " << spec::quoted(line.subject) << "; "
                    << spec::suggestion(line.subject, known) << "\n  `planekeeper why` lists what there is\n";
    return exit_error;
}

int print(const CommandLine& line, const ProvenanceReport& report, Environment& environment) {
    if (line.output == Output::json || line.output == Output::yaml) {
        const auto json = fmt::format("{}\n", provenance_json(report));
        environment.out << (line.output == Output::json ? json : text::yaml_from_json(json).value_or(""));
        return exit_ok;
    }
    if (report.explanations.empty()) {
        environment.out << printable(report.desired_state_file) << " declares nothing yet: nothing is written.\n";
    }
    if (line.subject.empty() && line.flag.empty()) return list_subjects(report, environment);
    for (const auto& explanation : report.explanations) {
        environment.out << explanation_text(explanation, Style{environment});
    }
    return exit_ok;
}

int answer(const CommandLine& line, ProvenanceReport report, Environment& environment) {
    if (report.explanations.empty()) return print(line, report, environment);
    auto subject = asked_for(report.explanations, line.subject);
    if (subject.empty()) return refuse_subject(line, report, environment);
    report.explanations = subject;
    if (line.flag.empty()) return print(line, report, environment);
    report.explanations = flag_of(subject, line.flag);
    if (report.explanations.empty()) report.explanations = absent_flag(subject, line.flag);
    if (report.explanations.empty()) return refuse_flag(line, subject, environment);
    return print(line, report, environment);
}

int explain_here(const CommandLine& line, Environment& environment) {
    const auto loaded = load_desired_state(line, environment);
    if (!loaded.parsed.problems.empty()) {
        environment.err << problems_text(loaded, Style{Colours::off});
        return exit_error;
    }
    ProvenanceReport report{loaded.name, {}};
    if (loaded.parsed.state) report.explanations = kubernetes::explanations(*loaded.parsed.state, {});
    spec::locate(report.explanations, loaded.parsed.places);
    return answer(line, std::move(report), environment);
}

}  // namespace

int show_why(const CommandLine& asked, Environment& environment) {
    auto line = asked;
    // People may write the flag as it stands in the manifest, too: --name=value.
    line.flag.erase(0, line.flag.find_first_not_of('-'));
    line.flag = kubernetes::normalized_flag(kubernetes::written_flag(line.flag).name);
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
    return answer(line, std::move(*report), environment);
}

}  // namespace planekeeper::cli
