#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "spec/node.hpp"

// A YAML document as JSON: Kubernetes makes the same conversion before it reads a document.

namespace planekeeper::spec {

/// The JSON of a tree: plain scalars become booleans and numbers as in sigs.k8s.io/yaml (YAML 1.1: also yes,
/// no, on, off, y, n), entries without a value are left out. nullopt: the tree has an alias, and the value of an
/// alias is unknown.
[[nodiscard]] std::optional<nlohmann::json> json_of(const Node& root);

/// A place in a tree.
struct Place {
    const Node* node = nullptr;  ///< nullptr: there is no such value
    Mark mark;                   ///< of the value, of its key, or of the nearest existing enclosing value
};
enum class EntryPart { key, value };
/// The place of a value, or of the key of its entry.
[[nodiscard]] Place place_in(const Node& root, const std::vector<std::string>& path, EntryPart part);

}  // namespace planekeeper::spec
