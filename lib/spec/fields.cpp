#include "spec/fields.hpp"

#include <algorithm>

#include "spec/field_tables.hpp"

namespace planekeeper::spec {

namespace {

/// What the paths of the fields below one begin with.
[[nodiscard]] std::string prefix_of(const Field& parent) {
    if (parent.path.empty()) return {};
    return std::string(parent.path) + (parent.shape == Shape::objects ? "[]." : ".");
}

}  // namespace

std::string_view Field::key() const { return path.substr(path.rfind('.') + 1); }

std::span<const Field> fields() {
    static const std::vector<Field> all = [] {
        std::vector<Field> rows;
        for (const auto part : {trust_fields(), apiserver_fields(), scheduler_fields(), node_fields()}) {
            rows.insert(rows.end(), part.begin(), part.end());
        }
        return rows;
    }();
    return all;
}

std::vector<const Field*> fields_below(const Field& parent) {
    const std::string prefix = prefix_of(parent);
    std::vector<const Field*> found;
    for (const Field& field : fields()) {
        const bool below = !field.path.empty() && field.path.starts_with(prefix);
        if (below && !field.path.substr(prefix.size()).contains('.')) found.push_back(&field);
    }
    return found;
}

const Field* field_below(const Field& parent, std::string_view key) {
    const auto below = fields_below(parent);
    const auto found = std::ranges::find(below, key, &Field::key);
    return found == below.end() ? nullptr : *found;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

}  // namespace planekeeper::spec
