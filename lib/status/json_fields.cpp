#include "status/json_fields.hpp"

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

Json time_field(SystemTime time) {
    if (time == SystemTime{}) return nullptr;
    return to_rfc3339(time);
}

Result<Json> parse_record(std::string_view text, std::string_view kind) {
    auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object()) {
        return fail(ErrorKind::invalid, "the answer is not a JSON record");
    }
    if (text_at(json, "apiVersion") != api_version) {
        return fail(ErrorKind::invalid, "the daemon speaks \"" + text_at(json, "apiVersion") + "\", this program \"" +
                                            std::string{api_version} + "\"");
    }
    if (text_at(json, "kind") != kind) {
        return fail(ErrorKind::invalid,
                    "expected a record of kind " + std::string{kind} + ", got \"" + text_at(json, "kind") + "\"");
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

bool flag_at(const Json& json, std::string_view name) {
    const auto* field = find(json, name);
    return field != nullptr && field->is_boolean() && field->get<bool>();
}

SystemTime time_at(const Json& json, std::string_view name) {
    const auto text = text_at(json, name);
    if (text.empty()) return {};
    return from_rfc3339(text).value_or(SystemTime{});
}

const Json& child_at(const Json& json, std::string_view name) {
    static const Json none;
    const auto* field = find(json, name);
    return field != nullptr && field->is_structured() ? *field : none;
}

std::vector<std::string> texts_at(const Json& json, std::string_view name) {
    std::vector<std::string> texts;
    for (const auto& item : child_at(json, name)) {
        if (item.is_string()) texts.push_back(item.get<std::string>());
    }
    return texts;
}

void put(Json& json, const model::ResourceId& id) {
    json["kind"] = to_string(id.kind);
    json["name"] = id.name;
}

model::ResourceId resource_id_at(const Json& json) {
    const auto text = text_at(json, "kind");
    if (const auto kind = model::kind_from(text)) return {*kind, text_at(json, "name")};
    // A kind that this program does not know yet is shown by its name rather than left out.
    return {model::ResourceKind::file, text + "/" + text_at(json, "name")};
}

}  // namespace planekeeper::status
