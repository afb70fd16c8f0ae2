#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/minors.hpp"

// The flags of kube-apiserver. One that is not known ends it before it serves, and pflag stops at the first; a
// deprecated one costs a line in the log.

namespace planekeeper::kubernetes {

struct FlagFact {
    std::string_view name;
    Minors known;
    int deprecated = 0;             ///< the first supported minor that warns; 0: none does
    std::string_view instead = {};  ///< what to do without it; empty as long as there is no need
    std::string_view source = {};   ///< empty: flag_source()
};

/// In alphabetical order.
[[nodiscard]] std::span<const FlagFact> flag_facts();

/// nullptr when no supported minor knows the flag. `name` is without dashes in front; "_" counts as "-".
[[nodiscard]] const FlagFact* find_flag(std::string_view name);

[[nodiscard]] std::vector<std::string> flags_of(int minor);

/// Where the table is from unless a row says otherwise.
[[nodiscard]] std::string_view flag_source();

/// kube-apiserver takes "_" for "-" in flag names (component-base cli/flag, WordSepNormalizeFunc).
[[nodiscard]] std::string normalized_flag(std::string_view name);

/// "name" and "value" of "--name=value"; the value is empty without "=".
struct WrittenFlag {
    std::string name;
    std::string value;
};
[[nodiscard]] WrittenFlag written_flag(std::string_view text);

/// A flag without which kube-apiserver ends before it serves (cmd/kube-apiserver/app/options/validation.go).
struct RequiredFlag {
    std::string_view name;
    std::string_view alternative;  ///< another flag that does as well
    Minors with_alternative;
};
[[nodiscard]] std::span<const RequiredFlag> required_flags();

}  // namespace planekeeper::kubernetes
