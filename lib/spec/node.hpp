#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/findings.hpp"

// A YAML document as a small tree in which every node knows its place. Built from yaml-cpp's events and not from its
// nodes, because those resolve anchors, drop duplicate keys and forget tags before anybody can see them.

namespace planekeeper::spec {

struct Entry;

struct Node {
    enum class Kind {
        null,
        scalar,
        sequence,
        map,
        broken,  ///< present, without a value to read (an alias, a tagged value); reported already if it is a problem
    };
    Kind kind = Kind::null;
    Mark mark;
    std::string text;                         ///< scalar
    bool plain = true;                        ///< scalar without quotes
    std::optional<std::size_t> block_indent;  ///< scalar written as "|": the indentation of its lines
    std::vector<Node> items;                  ///< sequence
    std::vector<Entry> entries;               ///< map, in the order of the file, each key once
};

struct Entry {
    std::string key;
    Mark mark;
    Node value;
};

enum class Strictness {
    strict,    ///< anchors, aliases, merge keys and tags are problems
    any_yaml,  ///< anchors, aliases, merge keys and tags are allowed
};

/// The one document in `text`; nullopt when it has none or cannot be read to its end. Reports syntax errors, further
/// documents, nesting deeper than maximum_depth, duplicate keys, keys that are not text and (strict) anchors, aliases,
/// merge keys and tags.
[[nodiscard]] std::optional<Node> build_tree(std::string_view text, Strictness strictness, Findings& findings);

}  // namespace planekeeper::spec
