#pragma once

#include <string>

#include "spec/fields.hpp"

// Whole documents in one line around one field, made from the table of fields.

namespace planekeeper::spec::testing {

[[nodiscard]] inline bool holds(const Field& outer, const Field& inner) {
    const auto rest = inner.path.starts_with(outer.path) ? inner.path.substr(outer.path.size()) : "";
    return rest.starts_with('.') || rest.starts_with("[].");
}

/// The example in flow style, because blocks are not allowed inside braces.
[[nodiscard]] inline std::string example_of(const Field& field) {
    if (field.type != &types::block) return std::string(field.example);
    return "\"{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a}]}}\"";
}

/// The object with its required fields, and the field with this value; an empty value leaves the field out.
[[nodiscard]] inline std::string object_around(const Field& object, const Field& field, const std::string& value) {
    std::string text;
    const auto add = [&](const Field& each, const std::string& written) {
        text += (text.empty() ? "" : ", ") + std::string(each.key()) + ": " + written;
    };
    for (const Field* each : fields_below(object)) {
        if (each == &field) {
            if (!value.empty()) add(*each, value);
        } else if (holds(*each, field)) {
            const std::string inner = object_around(*each, field, value);
            add(*each, each->shape == Shape::objects ? "[" + inner + "]" : inner);
        } else if (each->required) {
            add(*each, each->shape == Shape::object ? object_around(*each, field, value) : example_of(*each));
        }
    }
    return "{" + text + "}";
}

/// The document is valid when the value is.
[[nodiscard]] inline std::string document_with(const Field& field, const std::string& value) {
    return object_around(fields().front(), field, value) + "\n";
}

}  // namespace planekeeper::spec::testing
