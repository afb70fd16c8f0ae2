#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"

// Reads the output of a program about itself, and compares it with the desired version and flags.

namespace planekeeper::kubernetes {

/// "v1.20.1" of the line "Kubernetes v1.20.1" that --version prints; empty when there is no such line.
[[nodiscard]] std::string program_version(std::string_view version_output);

/// Names without dashes that --help lists. Deprecated flags are hidden from it (pflag, MarkDeprecated).
[[nodiscard]] std::set<std::string> program_flags(std::string_view help_output);

/// True when these lines of a container runtime report that the kernel or the runtime could not execute a program: the
/// file is for another machine, is no program, is missing or may not be executed.
[[nodiscard]] bool cannot_be_executed(const std::vector<std::string>& lines);

/// True for a line of the usage that a program prints after an error: two hundred lines that do not explain the error (cobra,
/// Command.UsageString, and the sections of k8s.io/component-base cli/flag).
[[nodiscard]] bool is_of_usage(std::string_view line);

struct ProgramProblem {
    std::string reason;  ///< CamelCase, for status
    std::string message;
    friend bool operator==(const ProgramProblem&, const ProgramProblem&) = default;
};

/// The program is not of the desired version, or does not know a flag of its command line. Missing output
/// (no version, no flag at all) is no problem. A deprecated flag is no problem either, because --help hides it.
[[nodiscard]] std::optional<ProgramProblem> program_problem(model::ComponentId id, const model::DesiredState& desired,
                                                            const Cures& cures, const std::string& version,
                                                            const std::set<std::string>& flags);

}  // namespace planekeeper::kubernetes
