#pragma once

#include <compare>
#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// YAML text to DesiredState, or every error in it at once. Pure; the only room that parses desired-state files.
// Strict on purpose: unknown keys, duplicate keys, anchors, aliases, merge keys and tags are errors.

namespace planekeeper::spec {

/// One thing wrong in a desired-state file.
struct Problem {
    std::string file;
    std::size_t line = 0;    ///< from 1; 0 when no place can be named (a missing file)
    std::size_t column = 0;  ///< from 1
    std::string path;        ///< "spec.etcd.servers[0]", empty for the file itself
    std::string message;     ///< what is wrong
    std::string hint;        ///< what to do; may be empty

    /// "FILE:LINE:COLUMN: PATH: MESSAGE (HINT)"
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Problem&, const Problem&) = default;
};

/// A place in the file, from 1; 0:0 is "no place".
struct Mark {
    std::size_t line = 0;
    std::size_t column = 0;
    friend auto operator<=>(const Mark&, const Mark&) = default;
};

/// The place of each field of a file, by its path.
struct Places {
    std::string file;
    std::map<std::string, Mark> marks;
};

/// Larger files are refused before they are parsed.
inline constexpr std::size_t maximum_file_size = 256 * 1024;
/// Deeper nesting is refused while scanning, before the parser recurses.
inline constexpr std::size_t maximum_depth = 16;

/// Outcome of parsing. Exactly one of three: a state, problems, or `inactive` (the file holds nothing but comments and
/// blank lines: the packaged example that nobody has edited yet; not an error, but nothing to do either).
struct Parsed {
    std::optional<model::DesiredState> state;
    std::vector<Problem> problems;
    bool inactive = false;
    Places places = {};  ///< with a state
};

/// Facts about the machine that the parser needs for defaults.
struct Environment {
    std::string architecture = "arm64";  ///< Go's name (amd64, arm64), for the default download URL and its check
    /// Replaces spec.kubernetesVersion of the file, to check the file with another version.
    std::optional<model::KubernetesVersion> version = std::nullopt;
};

/// Parses and validates; applies all defaults. `file` is the path of the file, for messages and for the check that no
/// declared path is the file itself. Never throws.
[[nodiscard]] Parsed parse(std::string_view text, const std::string& file, const Environment& environment);

}  // namespace planekeeper::spec
