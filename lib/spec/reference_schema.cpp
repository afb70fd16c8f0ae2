#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "spec/reader.hpp"
#include "spec/reference.hpp"

namespace planekeeper::spec {

namespace {

// In the order of the table, as people read it.
using Json = nlohmann::ordered_json;

[[nodiscard]] Json text_schema(const ValueType& type) {
    Json schema;
    schema["type"] = type.number_too ? Json{"string", "number"} : Json("string");
    if (!type.pattern.empty()) schema["pattern"] = filled_in(type.pattern);
    return schema;
}

/// Of a single value, of one item, of one value of a map.
[[nodiscard]] Json value_schema(const Field& field) {
    if (!field.choices.empty()) return {{"type", "string"}, {"enum", words_of(field.choices)}};
    switch (field.type->form) {
        case ValueType::Form::text: return text_schema(*field.type);
        case ValueType::Form::block: return {{"type", "string"}};
        case ValueType::Form::boolean: return {{"type", "boolean"}};
        case ValueType::Form::number:
            return {{"type", "integer"}, {"minimum", field.least}, {"maximum", field.greatest}};
        case ValueType::Form::flag: return {{"type", {"string", "number", "boolean", "null"}}};
    }
    return Json::object();
}

[[nodiscard]] Json list_schema(Json items, std::size_t least, std::size_t most) {
    Json schema{{"type", "array"}, {"items", std::move(items)}};
    if (least > 0) schema["minItems"] = least;
    schema["maxItems"] = most;
    return schema;
}

[[nodiscard]] Json object_schema(const Field& field);

[[nodiscard]] Json shape_schema(const Field& field) {
    constexpr std::size_t one_of_each_family = 2;
    switch (field.shape) {
        case Shape::single: return value_schema(field);
        case Shape::object: return object_schema(field);
        case Shape::objects: return list_schema(object_schema(field), 0, maximum_items);
        case Shape::list: {
            Json schema = list_schema(value_schema(field), 1, maximum_items);
            schema["uniqueItems"] = true;
            return schema;
        }
        case Shape::list_or_text:
            return {{"anyOf", {value_schema(field), list_schema(value_schema(field), 1, one_of_each_family)}}};
        case Shape::map:
            return {{"type", "object"},
                    {"propertyNames", {{"pattern", field.keys}}},
                    {"additionalProperties", value_schema(field)},
                    {"maxProperties", maximum_items}};
    }
    return Json::object();
}

/// What is written, as an editor reads it.
[[nodiscard]] Json typed(const Field& field, std::string_view written) {
    auto items = written_items(written);
    if (written.starts_with('[')) return items;
    if (field.type == &types::boolean) return items.front() == "true";
    if (field.type == &types::number) return std::stoi(items.front());
    return items.front();
}

[[nodiscard]] Json field_schema(const Field& field) {
    Json schema;
    schema["description"] = filled_in(field.meaning);
    if (!field.standard_rule.empty()) {
        schema["description"] = fmt::format("{} Default: {}.", filled_in(field.meaning), field.standard_rule);
    }
    schema.update(shape_schema(field));
    if (!field.standard.empty()) schema["default"] = typed(field, field.standard);
    const bool whole = field.shape != Shape::object && field.type != &types::block;
    if (whole && !field.example.empty()) schema["examples"] = Json::array({typed(field, field.example)});
    return schema;
}

[[nodiscard]] Json object_schema(const Field& field) {
    Json schema{{"type", "object"}};
    Json required = Json::array();
    for (const Field* below : fields_below(field)) {
        schema["properties"][std::string(below->key())] = field_schema(*below);
        if (below->required) required.push_back(below->key());
    }
    if (!required.empty()) schema["required"] = std::move(required);
    schema["additionalProperties"] = false;
    return schema;
}

}  // namespace

std::string json_schema() {
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "Desired state of planekeeper"}};
    schema.update(field_schema(fields().front()));
    return fmt::format("{}\n", schema.dump(2));
}

}  // namespace planekeeper::spec
