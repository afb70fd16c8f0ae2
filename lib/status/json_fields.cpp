#include "status/json_fields.hpp"

#include <fmt/format.h>

namespace planekeeper::status {

namespace {

const Json* find(const Json& json, std::string_view name) {
    if (!json.is_object()) return nullptr;
    const auto found = json.find(std::string{name});
    return found == json.end() ? nullptr : &*found;
}

}  // namespace

Json record(std::string_view kind) {
    Json json;
    json["apiVersion"] = api_version;
    json["kind"] = kind;
    return json;
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<Json> parse_record(std::string_view text, std::string_view kind) {
    auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object()) {
        return fail(ErrorKind::invalid, "the answer is not a JSON record");
    }
    if (text_at(json, "apiVersion") != api_version) {
        return fail(ErrorKind::invalid, fmt::format("the daemon speaks \"{}\", this program \"{}\"",
                                                    text_at(json, "apiVersion"), api_version));
    }
    if (text_at(json, "kind") != kind) {
        return fail(ErrorKind::invalid,
                    fmt::format("expected a record of kind {}, got \"{}\"", kind, text_at(json, "kind")));
    }
    return json;
}

std::string text_at(const Json& json, std::string_view name) {
    const auto* field = find(json, name);
    return field != nullptr && field->is_string() ? field->get<std::string>() : std::string{};
}

std::uint64_t number_at(const Json& json, std::string_view name) {
    const auto* field = find(json, name);
    return field != nullptr && field->is_number_unsigned() ? field->get<std::uint64_t>() : 0;
}

const Json& child_at(const Json& json, std::string_view name) {
    static const Json none;
    const auto* field = find(json, name);
    return field != nullptr && field->is_structured() ? *field : none;
}

void RecordRules::read(const Json& json, SystemTime& time) {
    time = from_rfc3339(text_of(json)).value_or(SystemTime{});
}

void RecordRules::read(const Json& json, model::EventType& type) {
    type = text_of(json) == "Warning" ? model::EventType::warning : model::EventType::normal;
}

void RecordRules::spread(const model::ResourceId& id, Json& json) {
    json["kind"] = to_string(id.kind);
    json["name"] = id.name;
}

void RecordRules::gather(const Json& json, model::ResourceId& id) {
    const auto kind = text_at(json, "kind");
    const auto name = text_at(json, "name");
    const auto known = model::kind_from(kind);
    // A kind that this program does not know is shown by its name.
    id = known ? model::ResourceId{*known, name}
               : model::ResourceId{model::ResourceKind::file, fmt::format("{}/{}", kind, name)};
}

void RecordRules::spread(const std::optional<model::ComponentId>& restarts, Json& json) {
    const bool of_api_server = restarts == model::ComponentId::api_server;
    json["restartsAPIServer"] = of_api_server;
    if (restarts && !of_api_server) json["restarts"] = to_string(*restarts);
}

void RecordRules::gather(const Json& json, std::optional<model::ComponentId>& restarts) {
    restarts = model::component_from(text_at(json, "restarts"));
    if (const auto* flag = find(json, "restartsAPIServer"); flag != nullptr && *flag == true)
        restarts = model::ComponentId::api_server;
}

}  // namespace planekeeper::status
