#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace planekeeper::cli {

enum class Command { status, plan, why, validate, render, reconcile, retry, init, events, schema, version, completion };

enum class Output { table, wide, json, yaml };

/// What was asked for, with all defaults in place.
struct CommandLine {
    Command command = Command::status;
    std::string file;         ///< "-": standard input
    bool file_given = false;  ///< a file was named, with -f or behind the command: `file` is not the default
    std::string root;         ///< without a last slash; empty: this machine
    std::string socket;
    Output output = Output::table;
    bool watch = false;
    std::string until;              ///< condition that ends --watch; empty: none does
    std::optional<std::string> to;  ///< of `plan --to`: a version of Kubernetes, as it was written
    std::string artefact;           ///< empty: list them
    std::string subject;            ///< of `why`: a path, a resource or a component; empty: list them
    std::string flag;               ///< of `why --flag`: without dashes; empty: all of the subject
    bool wait = false;
    std::chrono::seconds timeout{600};
    bool follow = false;
    std::string completion_script;  ///< of `completion bash`
};

/// Nothing is to be run: help was asked for, or the command line is wrong.
struct UsageText {
    int exit_code = 0;
    std::string out;
    std::string err;
};

[[nodiscard]] std::expected<CommandLine, UsageText> parse_command_line(int argc, const char* const* argv,
                                                                       const std::string& version);

}  // namespace planekeeper::cli
