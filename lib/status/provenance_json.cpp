#include "status/provenance_json.hpp"

#include <array>

#include "status/json_fields.hpp"

namespace planekeeper::status {

namespace {

using model::OriginKind;
using model::PartKind;

constexpr std::array origin_kinds{OriginKind::field,          OriginKind::choice, OriginKind::version,
                                  OriginKind::other_versions, OriginKind::cure,   OriginKind::flag,
                                  OriginKind::stage,          OriginKind::node};
constexpr std::array part_kinds{PartKind::path,  PartKind::mode,           PartKind::reader, PartKind::flag,
                                PartKind::mount, PartKind::writable_mount, PartKind::name,   PartKind::setting};

template <class Kinds>
auto kind_of(const Kinds& kinds, const std::string& text) {
    for (const auto kind : kinds) {
        if (to_string(kind) == text) return kind;
    }
    return kinds.back();
}

void put_text(Json& json, const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
}

Json cause_field(const model::Cause& cause) {
    Json json;
    put_text(json, "part", cause.part);
    json["origin"] = to_string(cause.origin.kind);
    put_text(json, "name", cause.origin.name);
    put_text(json, "reason", cause.origin.reason);
    put_text(json, "source", cause.origin.source);
    put_text(json, "place", cause.origin.place);
    put_text(json, "default", cause.origin.standard);
    if (cause.left_out) json["leftOut"] = true;
    return json;
}

model::Cause cause_at(const Json& json) {
    return {.part = text_at(json, "part"),
            .origin = {.kind = kind_of(origin_kinds, text_at(json, "origin")),
                       .name = text_at(json, "name"),
                       .reason = text_at(json, "reason"),
                       .source = text_at(json, "source"),
                       .place = text_at(json, "place"),
                       .standard = text_at(json, "default")},
            .left_out = json.contains("leftOut")};
}

Json part_field(const model::ExplainedPart& part) {
    Json json;
    json["kind"] = to_string(part.kind);
    json["name"] = part.name;
    json["value"] = part.written.value ? Json(*part.written.value) : Json(nullptr);
    json["causes"] = Json::array();
    for (const auto& cause : part.written.causes) json["causes"].push_back(cause_field(cause));
    return json;
}

model::ExplainedPart part_at(const Json& json) {
    model::ExplainedPart part{kind_of(part_kinds, text_at(json, "kind")), text_at(json, "name"), {}};
    if (json.contains("value") && json["value"].is_string()) part.written.value = text_at(json, "value");
    for (const auto& cause : child_at(json, "causes")) part.written.causes.push_back(cause_at(cause));
    return part;
}

}  // namespace

std::string_view to_string(OriginKind kind) noexcept {
    switch (kind) {
        case OriginKind::field: return "field";
        case OriginKind::choice: return "choice";
        case OriginKind::version: return "version";
        case OriginKind::other_versions: return "otherVersions";
        case OriginKind::cure: return "cure";
        case OriginKind::flag: return "flag";
        case OriginKind::stage: return "stage";
        case OriginKind::node: return "node";
    }
    return {};
}

std::string_view to_string(PartKind kind) noexcept {
    switch (kind) {
        case PartKind::path: return "path";
        case PartKind::mode: return "mode";
        case PartKind::reader: return "reader";
        case PartKind::flag: return "flag";
        case PartKind::mount: return "mount";
        case PartKind::writable_mount: return "writableMount";
        case PartKind::name: return "name";
        case PartKind::setting: return "setting";
    }
    return {};
}

std::string provenance_json(const ProvenanceReport& report) {
    auto json = record("Provenance");
    json["desiredState"]["file"] = report.desired_state_file;
    json["resources"] = Json::array();
    for (const auto& explanation : report.explanations) {
        Json resource;
        RecordRules::spread(explanation.resource, resource);
        put_text(resource, "component", explanation.component);
        resource["parts"] = Json::array();
        for (const auto& part : explanation.parts) resource["parts"].push_back(part_field(part));
        json["resources"].push_back(std::move(resource));
    }
    return dump(json);
}

Result<ProvenanceReport> provenance_from_json(std::string_view text) {
    const auto json = parse_record(text, "Provenance");
    if (!json) return fail(json.error());
    ProvenanceReport report{text_at(child_at(*json, "desiredState"), "file"), {}};
    for (const auto& resource : child_at(*json, "resources")) {
        model::Explanation explanation{{}, text_at(resource, "component"), {}};
        RecordRules::gather(resource, explanation.resource);
        for (const auto& part : child_at(resource, "parts")) explanation.parts.push_back(part_at(part));
        report.explanations.push_back(std::move(explanation));
    }
    return report;
}

}  // namespace planekeeper::status
