#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/component.hpp"
#include "model/resource.hpp"
#include "model/snapshot.hpp"
#include "text/described_json.hpp"

// Shared by the .cpp files of this room that write and read records; not for other rooms.

namespace planekeeper::model {

BOOST_DESCRIBE_ENUM(State, ready, progressing, pending, degraded, failed, unknown)
BOOST_DESCRIBE_ENUM(ConditionStatus, yes, no, unknown)
BOOST_DESCRIBE_STRUCT(Condition, (), (type, status, reason, message, since))
BOOST_DESCRIBE_STRUCT(StageView, (), (name, what, why))
BOOST_DESCRIBE_STRUCT(SequenceView, (), (name, stages, current))
BOOST_DESCRIBE_STRUCT(PlannedChange, (), (resource, verb, summary, waits_for, restarts, restart_reason, before, after))

}  // namespace planekeeper::model

namespace planekeeper::text {

template <>
inline constexpr auto json_names<model::PlannedChange> = std::to_array<JsonName>({{"verb", "action"}});

}  // namespace planekeeper::text

namespace planekeeper::status {

/// Fields keep their order, because people read records too.
using Json = nlohmann::ordered_json;

inline constexpr std::string_view api_version = "planekeeper/v1alpha1";

/// {"apiVersion": …, "kind": kind}
[[nodiscard]] Json record(std::string_view kind);

/// One line of JSON. Bytes that are not UTF-8 (a log line) become U+FFFD instead of an exception.
[[nodiscard]] std::string dump(const Json& json);

/// Parses a record of this kind and of an API version that this program knows.
[[nodiscard]] Result<Json> parse_record(std::string_view text, std::string_view kind);

/// Empty or zero when the field is missing or has another type.
[[nodiscard]] std::string text_at(const Json& json, std::string_view name);
[[nodiscard]] std::uint64_t number_at(const Json& json, std::string_view name);
/// The object or array with this name, or an empty static one.
[[nodiscard]] const Json& child_at(const Json& json, std::string_view name);

/// A field that is missing or has another type stays unchanged, so that older and newer programs understand each other.
struct RecordRules {
    using Json = status::Json;

    /// RFC 3339, or null for an unknown time.
    static Json write(SystemTime time) { return time == SystemTime{} ? Json(nullptr) : Json(to_rfc3339(time)); }
    static Json write(model::State state) { return to_string(state); }
    static Json write(model::ConditionStatus status) { return to_string(status); }
    static Json write(model::Verb verb) { return to_string(verb); }
    static Json write(model::EventType type) { return type == model::EventType::warning ? "Warning" : "Normal"; }

    static void read(const Json& json, SystemTime& time);
    static void read(const Json& json, model::State& state) { text::read_enum(text_of(json), state); }
    static void read(const Json& json, model::ConditionStatus& status) { text::read_enum(text_of(json), status); }
    static void read(const Json& json, model::Verb& verb) { verb = model::verb_from(text_of(json)); }
    static void read(const Json& json, model::EventType& type);

    /// "kind" and "name"
    static void spread(const model::ResourceId& id, Json& json);
    static void gather(const Json& json, model::ResourceId& id);
    /// "restartsAPIServer" for the API server, "restarts" for other components: the first one is the older field of
    /// v1alpha1.
    static void spread(const std::optional<model::ComponentId>& restarts, Json& json);
    static void gather(const Json& json, std::optional<model::ComponentId>& restarts);

    static bool fits(bool as_expected, const Json& /*json*/, std::string_view /*what*/) { return as_expected; }
    template <class T>
    static void missing(const Json& /*json*/, const std::string& /*name*/) {}

private:
    static std::string text_of(const Json& json) { return json.is_string() ? json.get<std::string>() : std::string{}; }
};

using Fields = text::DescribedJson<RecordRules>;

}  // namespace planekeeper::status
