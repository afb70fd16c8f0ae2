#include "components/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "components/component_row.hpp"
#include "facts/flag_rows.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view blanks = " \t";

/// The next line without leading blanks; `text` keeps the rest.
std::string_view take_line(std::string_view& text) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(blanks)));
    return line;
}

bool hidden_in_help(model::ComponentId id, const std::string& flag, int minor) {
    const auto* const fact = find_flag(id, flag);
    return fact != nullptr && fact->deprecated != 0 && fact->deprecated <= minor;
}

}  // namespace

std::string program_version(std::string_view version_output) {
    constexpr std::string_view before = "Kubernetes ";
    while (!version_output.empty()) {
        const auto line = take_line(version_output);
        if (!line.starts_with(before)) continue;
        const auto version = line.substr(before.size());
        return std::string{version.substr(0, version.find_first_of(" \t\r"))};
    }
    return {};
}

std::set<std::string> program_flags(std::string_view help_output) {
    std::set<std::string> flags;
    while (!help_output.empty()) {
        auto line = take_line(help_output);
        // "-v, --v Level", "--advertise-address ip"
        if (line.size() > 4 && line[0] == '-' && line[1] != '-' && line[2] == ',') line.remove_prefix(4);
        if (!line.starts_with("--")) continue;
        line.remove_prefix(2);
        const auto name = line.substr(0, line.find_first_of(" \t=["));
        if (!name.empty()) flags.emplace(name);
    }
    return flags;
}

bool cannot_be_executed(const std::vector<std::string>& lines) {
    // The kernel's words; runc's ("exec: \"/usr/bin/kube-apiserver\": stat …: no such file or directory") and buildah's.
    constexpr std::array<std::string_view, 3> words{"exec format error", "exec: \"", "exec /"};
    return std::ranges::any_of(lines, [&](const std::string& line) {
        return std::ranges::any_of(words, [&](std::string_view word) { return line.contains(word); });
    });
}

bool is_of_usage(std::string_view line) {
    const auto text = line.substr(std::min(line.size(), line.find_first_not_of(' ')));
    const bool is_flag = text.size() < line.size() && text.starts_with('-');
    const bool is_continued = line.starts_with("          ");
    return is_flag || is_continued || line == "Usage:" || line.ends_with(" [flags]") ||
           (!line.starts_with(' ') && (line.ends_with(" flags:") || line == "Flags:"));
}

std::optional<ProgramProblem> program_problem(model::ComponentId id, const model::DesiredState& desired,
                                              const Cures& cures, const std::string& version,
                                              const std::set<std::string>& flags) {
    // A program that was built by hand may report v0.0.0-master.
    const auto its = model::version_from(version);
    if (its && its->major > 0 && *its != desired.version) {
        return ProgramProblem{
            "WrongVersion",
            fmt::format(
                "the program in the image is {} {}, but spec.kubernetesVersion is {}; correct the one or the other",
                to_string(id), version, model::to_string(desired.version))};
    }
    if (flags.empty()) return std::nullopt;
    for (const auto& written : flags_of(id, desired, cures)) {
        const auto name = written_flag(written).name;
        if (flags.contains(name) || hidden_in_help(id, name, desired.version.minor)) continue;
        return ProgramProblem{
            "UnknownFlag",
            fmt::format("the {} in the image has no flag --{}; take it out of {}, or is it another program?",
                        to_string(id), name, row_of(id).section)};
    }
    return std::nullopt;
}

}  // namespace planekeeper::kubernetes
