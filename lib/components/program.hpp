#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"

// What a program says of itself, and how it compares to what is about to be asked of it.

namespace planekeeper::kubernetes {

/// "v1.20.1" of the line "Kubernetes v1.20.1" that --version prints; empty when there is no such line.
[[nodiscard]] std::string program_version(std::string_view version_output);

/// Names without dashes that --help lists. Deprecated flags are hidden from it (pflag, MarkDeprecated).
[[nodiscard]] std::set<std::string> program_flags(std::string_view help_output);

/// True when these lines, of a container runtime, say that the kernel or the runtime could not execute a program: it is
/// for another machine, is no program, is not there or may not be executed.
[[nodiscard]] bool cannot_be_executed(const std::vector<std::string>& lines);

/// True for a line of the usage that a program prints behind an error: two hundred lines that say nothing of it (cobra,
/// Command.UsageString, and the sections of k8s.io/component-base cli/flag).
[[nodiscard]] bool is_of_usage(std::string_view line);

struct ProgramProblem {
    std::string reason;  ///< CamelCase, for status
    std::string message;
    friend bool operator==(const ProgramProblem&, const ProgramProblem&) = default;
};

/// The program is not of the desired version, or does not know a flag of its command line. What it did not say (no
/// version, no flag at all) is no problem; neither is a flag that is deprecated, because --help hides it.
[[nodiscard]] std::optional<ProgramProblem> program_problem(model::ComponentId id, const model::DesiredState& desired,
                                                            const Cures& cures, const std::string& version,
                                                            const std::set<std::string>& flags);

}  // namespace planekeeper::kubernetes
