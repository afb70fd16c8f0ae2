#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "schemas/flaw.hpp"

// The allowed content of a kind of document in one minor of Kubernetes. Data; valijson judges by it.

namespace planekeeper::schemas {

/// A schema for one minor. Parses only the definitions that a document uses, so the cost grows with the document.
class Schema {
public:
    /// `text` has one definition a line, "Name {JSON schema, draft 4}"; the first is the document's own. Its maps are
    /// closed: a key outside "properties" is a flaw. "since" and "until" in a property are the first and the last minor
    /// with it. `text` must outlive the schema.
    Schema(std::string_view text, int minor);
    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    /// Wrong types, unknown keys, missing fields, unknown words, numbers out of range. Each flaw once, in the order of
    /// the document's paths. Never throws.
    [[nodiscard]] std::vector<Flaw> judge(const nlohmann::json& document) const;

    /// A map of the document that has a named definition.
    struct Visited {
        std::string_view definition;
        const nlohmann::json& value;
        const Path& path;
    };
    /// Calls `visit` for each such map of the right type, outer maps before inner ones.
    void walk(const nlohmann::json& document, const std::function<void(const Visited&)>& visit) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace planekeeper::schemas
