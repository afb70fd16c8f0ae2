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
    objects,       ///< a list of objects, possibly empty: "spec.taints" with "spec.taints[].key"
    map,           ///< keys that the user chooses
    list,          ///< at least one item, none twice
    list_or_text,  ///< a list of at most two items, or both in one text
    single,
};

/// The target of a value that only its type checks.
using Target =
    std::variant<std::string*, std::optional<std::string>*, bool*, int*, std::uint16_t*, std::vector<std::string>*>;

struct Field {
    std::string_view path;  ///< "spec.taints[].key"; empty: the whole file
    Shape shape = Shape::single;
    const ValueType* type = &types::text;  ///< type of the value, of each list item or of each map value
    std::string_view choices = {};         ///< all accepted words, separated by blanks
    int least = 0;                         ///< smallest value of a number
    int greatest = 0;
    bool required = false;                ///< in an object that the file has
    std::string_view standard = {};       ///< the default, in the spelling of the file
    std::string_view standard_rule = {};  ///< the default in words, when no value of the file expresses it
    std::string_view meaning = {};        ///< sentences; backticks around literal text
    std::string_view example = {};        ///< in the spelling of the file
    std::string_view keys = {};           ///< the pattern of the keys of a map, ECMA 262
    /// nullptr: the code of its section reads it.
    Target (*target)(model::DesiredState&) = nullptr;

    /// "key"
    [[nodiscard]] std::string_view key() const;
};

/// All fields in the order of the reference; an object comes before its fields.
[[nodiscard]] std::span<const Field> fields();

/// The fields directly below an object or a list of objects.
[[nodiscard]] std::vector<const Field*> fields_below(const Field& parent);

/// The field with this key directly below another field; nullptr when the table has no such row.
[[nodiscard]] const Field* field_below(const Field& parent, std::string_view key);

/// The words of a text, separated by blanks.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

}  // namespace planekeeper::spec
