#include "components/origins.hpp"

#include <fmt/format.h>

namespace planekeeper::kubernetes {

using model::Origin;
using model::OriginKind;

Origin from_field(std::string field) { return {.kind = OriginKind::field, .name = std::move(field)}; }

Origin from_entry(std::string_view map, std::string_view key) {
    // lib/spec quotes a key in the same way when the plain key would make the path ambiguous.
    const std::string part = key.contains('.') ? fmt::format("\"{}\"", key) : std::string{key};
    return from_field(fmt::format("{}.{}", map, part));
}

Origin from_item(std::string_view list, std::size_t index) { return from_field(fmt::format("{}[{}]", list, index)); }

Origin from_choice(std::string_view reason) { return {.kind = OriginKind::choice, .reason = std::string{reason}}; }

Origin from_version(const Minors& minors, std::string_view reason, std::string_view source) {
    return {.kind = OriginKind::version,
            .name = to_string(minors),
            .reason = std::string{reason},
            .source = std::string{source}};
}

Origin from_other_versions(const Minors& minors, std::string_view reason, std::string_view source) {
    auto origin = from_version(minors, reason, source);
    origin.kind = OriginKind::other_versions;
    return origin;
}

Origin from_flag(std::string_view flag) { return {.kind = OriginKind::flag, .name = std::string{flag}}; }

model::Written written(std::string value, Origin origin) {
    return {.value = std::move(value), .causes = {{.part = {}, .origin = std::move(origin)}}};
}

model::Written left_out(Origin origin) {
    return {.value = std::nullopt, .causes = {{.part = {}, .origin = std::move(origin)}}};
}

std::vector<std::string> parts_of(const Items& items) {
    std::vector<std::string> parts;
    for (const auto& item : items) parts.push_back(item.part);
    return parts;
}

model::Written written(Items items) {
    std::string value;
    for (const auto& item : items) {
        if (!item.left_out) value += (value.empty() ? "" : ",") + item.part;
    }
    return {.value = std::move(value), .causes = std::move(items)};
}

}  // namespace planekeeper::kubernetes
