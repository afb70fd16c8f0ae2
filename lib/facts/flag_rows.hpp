#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/minors.hpp"
#include "model/component.hpp"
#include "model/desired_state.hpp"

// The flags of the components, one row each. All code takes its knowledge of a flag from the row.

namespace planekeeper::kubernetes {

enum class FileShape {
    none,             ///< the value names no file
    one,              ///< the value is a path
    certificate_key,  ///< "CERTIFICATE,KEY" or "CERTIFICATE,KEY:DOMAINS" (component-base cli/flag, NamedCertKey)
};

/// Whether the program reads the named file again when that changes.
struct Reload {
    Minors reloaded;             ///< never: only when it starts
    std::string_view with = {};  ///< needs this flag to be true
    std::string_view how = {};
    std::string_view source = {};
};

/// A flag without which the program ends before it serves.
struct Required {
    std::string_view alternative = {};  ///< another flag that does as well
    Minors with_alternative = never;
};

/// planekeeper itself writes the flag for these minors only. planekeeper writes a flag without such an entry for all minors.
struct Written {
    Minors minors;
    std::string_view reason;
    std::string_view source;
};

/// One flag. A program that does not know it ends before it serves, and pflag stops at the first; a deprecated one costs a
/// line in the log.
struct FlagRow {
    std::string_view name;
    Minors known;
    std::string_view field = {};    ///< the field that decides the flag; empty: the user may set the flag
    int deprecated = 0;             ///< the first supported minor that warns; 0: none does
    std::string_view instead = {};  ///< what to do without the flag; empty: not needed yet
    std::string_view source = {};   ///< empty: flag_source()
    std::optional<Required> required = {};
    std::optional<Written> written = {};
    bool only_with_value = false;  ///< planekeeper does not write it with an empty value
    /// The value of planekeeper; nullopt: none. nullptr: `constant` holds the value, or other code computes it.
    std::optional<std::string> (*value)(const model::DesiredState&) = nullptr;
    std::string_view asked_by = {};  ///< the field that decides whether the flag is written; empty: `field`
    std::string_view constant = {};  ///< the value for every desired state
    std::string_view reason = {};    ///< the reason for the constant, as a clause
    FileShape file = FileShape::none;
    bool secret = false;                ///< the file is a private key, or a document with credentials in it
    std::optional<Reload> reload = {};  ///< nullopt: unknown, so the file counts as read at the start
};

/// In alphabetical order; empty for a component that planekeeper does not run.
[[nodiscard]] std::span<const FlagRow> flag_rows(model::ComponentId id);

/// The tables behind flag_rows(), each in a file of its own.
[[nodiscard]] std::span<const FlagRow> api_server_flags();
[[nodiscard]] std::span<const FlagRow> scheduler_flags();

/// nullptr when no supported minor knows the flag. `name` is without dashes in front; "_" counts as "-".
[[nodiscard]] const FlagRow* find_flag(model::ComponentId id, std::string_view name);

/// nullptr: the flag names no file.
[[nodiscard]] const FlagRow* find_file_flag(model::ComponentId id, std::string_view name);

/// Names of all flags that this minor knows.
[[nodiscard]] std::vector<std::string> flags_of(model::ComponentId id, int minor);

/// The source of a table, for rows that name no source.
[[nodiscard]] std::string_view flag_source(model::ComponentId id);

/// The components take "_" for "-" in flag names (component-base cli/flag, WordSepNormalizeFunc).
[[nodiscard]] std::string normalized_flag(std::string_view name);

/// "name" and "value" of "--name=value"; the value is empty without "=".
struct WrittenFlag {
    std::string name;
    std::string value;
};
[[nodiscard]] WrittenFlag written_flag(std::string_view text);

/// A file of the node that a component reads.
struct NamedFile {
    std::string path;
    bool secret = false;  ///< a private key, or a document that holds one
    friend bool operator==(const NamedFile&, const NamedFile&) = default;
};

/// The files that a value of this flag names, as they are written there; empty for a value of another shape.
[[nodiscard]] std::vector<NamedFile> named_files(const FlagRow& flag, std::string_view value);

}  // namespace planekeeper::kubernetes
