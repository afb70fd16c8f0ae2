#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "schemas/flaw.hpp"

// What a kind of document may hold in one minor of Kubernetes. Data; valijson judges by it.

namespace planekeeper::schemas {

/// A schema of one minor. What a document does not use is never parsed, so it costs as much as the document is long.
class Schema {
public:
    /// `text`: one definition a line, "Name {JSON schema, draft 4}", the first is the document's own. Its maps are
    /// closed: a key that no "properties" name is a flaw. "since" and "until" in a property are the first and the last
    /// minor that has it. Has to live as long as the schema does.
    Schema(std::string_view text, int minor);
    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    /// Wrong types, unknown keys, missing fields, unknown words, numbers out of range: each once, in the order of the
    /// document's paths. Never throws.
    [[nodiscard]] std::vector<Flaw> judge(const nlohmann::json& document) const;

    /// A map of the document that a named definition describes.
    struct Visited {
        std::string_view definition;
        const nlohmann::json& value;
        const Path& path;
    };
    /// Calls `visit` for each such map whose type is right, the outer before the inner.
    void walk(const nlohmann::json& document, const std::function<void(const Visited&)>& visit) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace planekeeper::schemas
