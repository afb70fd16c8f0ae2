#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "spec/node.hpp"

// A YAML document as the JSON that Kubernetes makes of it before it looks at it.

namespace planekeeper::spec {

/// The JSON of a tree: plain scalars become booleans and numbers as sigs.k8s.io/yaml takes them (YAML 1.1: also yes,
/// no, on, off, y, n), entries without a value are left out. nullopt: the tree has an alias, whose value it does not
/// know.
[[nodiscard]] std::optional<nlohmann::json> json_of(const Node& root);

/// A place in a tree.
struct Place {
    const Node* node = nullptr;  ///< nullptr: there is no such value
    Mark mark;                   ///< of the value, of its key, or of the nearest enclosing one that there is
};
enum class EntryPart { key, value };
/// Where a value stands, or the key of its entry.
[[nodiscard]] Place place_in(const Node& root, const std::vector<std::string>& path, EntryPart part);

}  // namespace planekeeper::spec
