#pragma once

#include <fmt/format.h>

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <nlohmann/json.hpp>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>

// Writes and reads JSON of structs by one description of their members (BOOST_DESCRIBE_STRUCT). So a member stands in
// one list instead of two functions.

namespace planekeeper::text {

/// The place of a member in JSON, when that is not its name in camel case. "/" leads into an object: "node/name".
struct JsonName {
    std::string_view member;
    std::string_view json;
};

/// The places of the members of T. Specialised beside the description of T.
template <class T>
inline constexpr std::array<JsonName, 0> json_names{};

/// Turns "published_at" into "publishedAt".
[[nodiscard]] std::string camel_case(std::string_view name);

/// Sets `value` to the described enumerator whose to_string() is `text`; leaves `value` unchanged when there is none.
template <class Enum>
void read_enum(std::string_view text, Enum& value) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
        if (to_string(enumerator.value) == text) value = enumerator.value;
    });
}

/// Handles described structs, lists, sets, maps with text keys, optionals, text, numbers and flags. `Rules` define the
/// rest:
///     using Json = …;
///     static Json write(const X&); static void read(const Json&, X&);        for a type with its own form
///     static void spread(const X&, Json&); static void gather(const Json&, X&);   for a type of several fields
///     static bool fits(bool as_expected, const Json&, std::string_view what);   throws, or the value stays unchanged
///     template <class T> static void missing(const Json&, const std::string& name);   called for a missing member
template <class Rules>
class DescribedJson {
public:
    using Json = typename Rules::Json;

    template <class T>
    [[nodiscard]] static Json write(const T& value) {
        if constexpr (requires { Rules::write(value); }) {
            return Rules::write(value);
        } else if constexpr (boost::describe::has_describe_members<T>::value) {
            Json out = Json::object();
            write_members(value, out);
            return out;
        } else if constexpr (is_text_or_number<T>) {
            return value;
        } else if constexpr (requires { typename T::mapped_type; }) {
            Json out = Json::object();
            for (const auto& [key, item] : value) out[key] = write(item);
            return out;
        } else {
            Json out = Json::array();
            for (const auto& item : value) out.push_back(write(item));
            return out;
        }
    }

    /// An optional member without a value is left out.
    template <class T>
    static void write_members(const T& value, Json& out) {
        for_each_member<T>([&](auto member) {
            const auto& field = value.*member.pointer;
            if constexpr (requires { Rules::spread(field, out); }) {
                Rules::spread(field, out);
            } else if constexpr (requires { field.has_value(); }) {
                if (field) out[pointer_of<T>(member.name)] = write(*field);
            } else {
                out[pointer_of<T>(member.name)] = write(field);
            }
        });
    }

    template <class T>
    static void read(const Json& json, T& value) {
        if constexpr (requires { Rules::read(json, value); }) {
            Rules::read(json, value);
        } else if constexpr (boost::describe::has_describe_members<T>::value) {
            read_members(json, value);
        } else if constexpr (std::same_as<T, bool>) {
            if (Rules::fits(json.is_boolean(), json, "true or false")) json.get_to(value);
        } else if constexpr (std::unsigned_integral<T>) {
            if (Rules::fits(json.is_number_unsigned(), json, "a number that is not negative")) json.get_to(value);
        } else if constexpr (std::integral<T>) {
            if (Rules::fits(json.is_number_integer(), json, "a whole number")) json.get_to(value);
        } else if constexpr (std::same_as<T, std::string>) {
            if (Rules::fits(json.is_string(), json, "text")) json.get_to(value);
        } else if constexpr (requires { typename T::mapped_type; }) {
            if (!Rules::fits(json.is_object(), json, "an object")) return;
            for (const auto& [key, item] : json.items()) read(item, value[key]);
        } else {
            if (!Rules::fits(json.is_array(), json, "a list")) return;
            for (const auto& item : json) {
                typename T::value_type one{};
                read(item, one);
                value.insert(value.end(), std::move(one));
            }
        }
    }

    template <class T>
    static void read_members(const Json& json, T& value) {
        if (!Rules::fits(json.is_object(), json, "an object")) return;
        for_each_member<T>([&](auto member) {
            auto& field = value.*member.pointer;
            if constexpr (requires { Rules::gather(json, field); }) {
                Rules::gather(json, field);
            } else {
                const auto pointer = pointer_of<T>(member.name);
                if (json.contains(pointer)) {
                    read_field(json.at(pointer), field);
                } else if constexpr (!requires { field.has_value(); }) {
                    Rules::template missing<T>(json, pointer.back());
                }
            }
        });
    }

private:
    template <class T>
    static constexpr bool is_text_or_number = std::integral<T> || std::same_as<T, std::string>;

    template <class T>
    static void read_field(const Json& json, T& field) {
        if constexpr (requires { field.has_value(); }) {
            read(json, field.emplace());
        } else {
            read(json, field);
        }
    }

    template <class T>
    static void for_each_member(auto visit) {
        boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(visit);
    }

    template <class T>
    [[nodiscard]] static typename Json::json_pointer pointer_of(std::string_view member) {
        for (const auto& name : json_names<T>) {
            if (name.member == member) return typename Json::json_pointer(fmt::format("/{}", name.json));
        }
        return typename Json::json_pointer(fmt::format("/{}", camel_case(member)));
    }
};

}  // namespace planekeeper::text
