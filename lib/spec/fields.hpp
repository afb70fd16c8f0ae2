#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/desired_state.hpp"
#include "spec/value_types.hpp"

// Every field of the desired-state file, once. The reader takes types, choices, ranges and known keys from here, and
// the reference on the page, the manual page and the JSON Schema are printed from here.

namespace planekeeper::spec {

enum class Shape {
    object,        ///< fields of its own: "spec.pki"
    objects,       ///< a list of such, which may be empty: "spec.taints" with "spec.taints[].key"
    map,           ///< keys of the user's own
    list,          ///< at least one item, none twice
    list_or_text,  ///< a list of two at most, or both in one text
    single,
};

/// Where the reader puts a value that its type alone checks.
using Target =
    std::variant<std::string*, std::optional<std::string>*, bool*, int*, std::uint16_t*, std::vector<std::string>*>;

struct Field {
    std::string_view path;  ///< "spec.taints[].key"; empty: the whole file
    Shape shape = Shape::single;
    const ValueType* type = &types::text;  ///< of the value; of each item of a list, of each value of a map
    std::string_view choices = {};         ///< all words that it may have, with blanks between them
    int least = 0;                         ///< of a number
    int greatest = 0;
    bool required = false;                ///< where the object around it is written
    std::string_view standard = {};       ///< what holds when it is left out, as it would be written
    std::string_view standard_rule = {};  ///< the same in words, where it depends on others
    std::string_view meaning = {};        ///< sentences; backticks around what is written as it stands
    std::string_view example = {};        ///< as it would be written
    std::string_view keys = {};           ///< of a map: the pattern of its keys, ECMA 262
    /// nullptr: the code of its section reads it.
    Target (*target)(model::DesiredState&) = nullptr;

    /// "key"
    [[nodiscard]] std::string_view key() const;
};

/// In the order of the reference; what holds others stands before them.
[[nodiscard]] std::span<const Field> fields();

/// The fields directly below one that is an object or a list of such.
[[nodiscard]] std::vector<const Field*> fields_below(const Field& parent);

/// The field of this key directly below one; nullptr when the table has no such row.
[[nodiscard]] const Field* field_below(const Field& parent, std::string_view key);

/// What stands between blanks.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

}  // namespace planekeeper::spec
