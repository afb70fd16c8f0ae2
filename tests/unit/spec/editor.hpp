#pragma once

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "spec/reference.hpp"

// Checks a file as an editor with a YAML language server does: as YAML 1.2, by the JSON Schema.

namespace planekeeper::spec::testing {

[[nodiscard]] inline nlohmann::json editor_value(const YAML::Node& node) {
    if (node.IsNull()) return nullptr;
    if (node.IsSequence()) {
        auto list = nlohmann::json::array();
        for (const auto& item : node) list.push_back(editor_value(item));
        return list;
    }
    if (node.IsMap()) {
        auto map = nlohmann::json::object();
        for (const auto& entry : node) map[entry.first.as<std::string>()] = editor_value(entry.second);
        return map;
    }
    const std::string& text = node.Scalar();
    const bool plain = node.Tag() == "?";
    if (plain && (text == "true" || text == "false")) return text == "true";
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!plain || error != std::errc{} || end != text.data() + text.size()) return text;
    const bool whole = text.find_first_not_of("0123456789-") == std::string::npos;
    return whole ? nlohmann::json(static_cast<std::int64_t>(number)) : nlohmann::json(number);
}

/// The problems that the editor underlines, one line each; empty: none.
[[nodiscard]] inline std::string editor_problems(const std::string& text) {
    static const auto schema = [] {
        const auto document = nlohmann::json::parse(json_schema());
        auto parsed = std::make_unique<valijson::Schema>();
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(valijson::adapters::NlohmannJsonAdapter(document), *parsed);
        return parsed;
    }();
    const auto value = editor_value(YAML::Load(text));
    valijson::ValidationResults results;
    valijson::Validator(valijson::Validator::kStrongTypes)
        .validate(*schema, valijson::adapters::NlohmannJsonAdapter(value), &results);
    std::string problems;
    for (const auto& problem : results) {
        for (const auto& part : problem.context) problems += part;
        problems += ": " + problem.description + "\n";
    }
    return problems;
}

}  // namespace planekeeper::spec::testing
