#include "schemas/schema.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "facts/minors.hpp"
#include "schemas/explain.hpp"

namespace planekeeper::schemas {

namespace {

using nlohmann::json;

constexpr std::string_view reference_prefix = "#/definitions/";

/// One definition for one minor.
struct Definition {
    json schema;
    json gone = json::object();  ///< the fields that other minors have
};

/// Closes the map and removes the fields that the minor does not have.
[[nodiscard]] Definition definition_of(std::string_view text, int minor) {
    Definition result{.schema = json::parse(text)};
    const auto properties = result.schema.find("properties");
    if (properties == result.schema.end()) return result;
    for (auto field = properties->begin(); field != properties->end();) {
        const kubernetes::Minors has{field->value("since", kubernetes::oldest_minor),
                                     field->value("until", kubernetes::still)};
        if (has.contains(minor)) {
            field->erase("since");
            field->erase("until");
            ++field;
        } else {
            result.gone[field.key()] = *field;
            field = properties->erase(field);
        }
    }
    json required = json::array();
    for (const auto& key : result.schema.value("required", json::array())) {
        if (properties->contains(key.get_ref<const std::string&>())) required.push_back(key);
    }
    result.schema["additionalProperties"] = false;
    result.schema.erase("required");
    if (!required.empty()) result.schema["required"] = std::move(required);
    return result;
}

/// valijson writes "<root>", "[spec]", "[containers]", "[0]".
[[nodiscard]] Path path_of(const std::vector<std::string>& shown) {
    Path path;
    for (auto part = shown.begin(); part != shown.end(); ++part) {
        if (part != shown.begin()) path.push_back(part->substr(1, part->size() - 2));
    }
    return path;
}

}  // namespace

struct Schema::Parts {
    int minor = 0;
    json root;
    std::map<std::string, std::string_view, std::less<>> texts;
    mutable std::map<std::string, Definition, std::less<>> parsed;

    /// The schema itself, or the schema that it refers to.
    [[nodiscard]] Described resolved(const json& schema) const {
        const auto reference = schema.find("$ref");
        if (reference == schema.end()) return {.schema = &schema};
        const auto name = std::string_view(reference->get_ref<const std::string&>()).substr(reference_prefix.size());
        auto found = parsed.find(name);
        if (found == parsed.end()) {
            found = parsed.emplace(name, definition_of(texts.find(name)->second, minor)).first;
        }
        return {.definition = found->first, .schema = &found->second.schema, .gone = &found->second.gone};
    }

    /// The schema for the value at a path; empty when no schema reaches there.
    [[nodiscard]] Described described(const Path& path) const;
    void walk(const json& schema, const json& value, Path& path,
              const std::function<void(const Visited&)>& visit) const;
    /// The root with the definitions that a walked document needs. The other definitions are empty and fit any value.
    [[nodiscard]] json needed() const;
};

namespace {

/// The schema of one entry of a map or list; nullptr: anything is allowed.
[[nodiscard]] const json* inner_schema(const json& schema, const std::string& key) {
    if (const auto items = schema.find("items"); items != schema.end()) return &*items;
    if (const auto properties = schema.find("properties"); properties != schema.end()) {
        const auto found = properties->find(key);
        return found == properties->end() ? nullptr : &*found;
    }
    const auto others = schema.find("additionalProperties");
    return others != schema.end() && others->is_object() ? &*others : nullptr;
}

}  // namespace

Described Schema::Parts::described(const Path& path) const {
    Described here = resolved(root);
    for (const auto& key : path) {
        const json* inner = here.schema == nullptr ? nullptr : inner_schema(*here.schema, key);
        here = inner == nullptr ? Described{} : resolved(*inner);
    }
    return here;
}

void Schema::Parts::walk(const json& schema, const json& value, Path& path,
                         const std::function<void(const Visited&)>& visit) const {
    const Described here = resolved(schema);
    if (value.is_object()) {
        if (!here.definition.empty()) visit({.definition = here.definition, .value = value, .path = path});
        for (const auto& [key, entry] : value.items()) {
            if (const json* inner = inner_schema(*here.schema, key)) {
                path.push_back(key);
                walk(*inner, entry, path, visit);
                path.pop_back();
            }
        }
    } else if (value.is_array()) {
        const json* inner = inner_schema(*here.schema, "");
        for (std::size_t index = 0; inner != nullptr && index < value.size(); ++index) {
            path.push_back(std::to_string(index));
            walk(*inner, value[index], path, visit);
            path.pop_back();
        }
    }
}

json Schema::Parts::needed() const {
    json result = root;
    for (const auto& [name, text] : texts) result["definitions"][name] = json::object();
    for (const auto& [name, definition] : parsed) result["definitions"][name] = definition.schema;
    return result;
}

Schema::Schema(std::string_view text, int minor) : parts_(std::make_unique<Parts>()) {
    parts_->minor = minor;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto space = line.find(' ');
        if (space == std::string_view::npos) continue;
        const std::string name(line.substr(0, space));
        if (parts_->texts.empty()) parts_->root["$ref"] = std::string(reference_prefix) + name;
        parts_->texts.emplace(name, line.substr(space + 1));
    }
}

Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

std::vector<Flaw> Schema::judge(const json& document) const {
    walk(document, [](const Visited&) {});
    const json needed = parts_->needed();
    valijson::Schema schema;
    valijson::SchemaParser(valijson::SchemaParser::kDraft4)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(needed), schema);
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) return {};
    // valijson reports places. An enclosing place fails with them and has no flaw of its own.
    std::set<Path> places;
    for (const auto& error : results) places.insert(path_of(error.context));
    std::vector<Flaw> flaws;
    for (const auto& path : places) {
        const json* value = &document;
        for (const auto& key : path) value = value->is_array() ? &value->at(std::stoul(key)) : &value->at(key);
        std::ranges::move(explain(parts_->described(path), *value, path, parts_->minor), std::back_inserter(flaws));
    }
    if (flaws.empty()) flaws.push_back({.path = {}, .message = results.begin()->description});
    return flaws;
}

void Schema::walk(const json& document, const std::function<void(const Visited&)>& visit) const {
    Path path;
    parts_->walk(parts_->root, document, path, visit);
}

}  // namespace planekeeper::schemas
