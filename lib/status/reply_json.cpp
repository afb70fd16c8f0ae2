#include "status/reply_json.hpp"

#include "status/json_fields.hpp"

namespace planekeeper::status {

std::string error_json(std::string_view reason, std::string_view message) {
    auto json = record("Error");
    json["reason"] = reason;
    json["message"] = message;
    return dump(json);
}

std::string message_of_error_json(std::string_view text) {
    const auto json = parse_record(text, "Error");
    return json ? text_at(*json, "message") : std::string{};
}

std::string accepted_json(std::uint64_t passes) {
    auto json = record("ReconcileAccepted");
    json["passes"] = passes;
    return dump(json);
}

Result<std::uint64_t> accepted_from_json(std::string_view text) {
    const auto json = parse_record(text, "ReconcileAccepted");
    if (!json) return fail(json.error());
    return number_at(*json, "passes");
}

}  // namespace planekeeper::status
