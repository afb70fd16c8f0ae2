#include "spec/places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "spec/fields.hpp"
#include "spec/reference.hpp"

namespace planekeeper::spec {

namespace {

/// "spec.taints[0].key" as the table has it: "spec.taints[].key".
std::string without_numbers(std::string_view path) {
    std::string name;
    for (const char c : path) {
        const bool in_brackets = !name.empty() && name.back() == '[';
        if (!in_brackets || c == ']') name += c;
    }
    return name;
}

/// The row of a field, of a list that has it as an item, or of a map that has it as an entry; nullptr: none.
const Field* row_of_field(std::string path) {
    while (!path.empty()) {
        const auto row = std::ranges::find(fields(), path, &Field::path);
        if (row != fields().end()) return &*row;
        const auto cut = path.find_last_of(".[");
        path.resize(cut == std::string::npos ? 0 : cut);
    }
    return nullptr;
}

std::string standard_of(const Field& field) {
    const auto text = field.standard.empty() ? field.standard_rule : field.standard;
    return filled_in(text);
}

std::string text_of(const Places& places, const Mark& mark) {
    return fmt::format("{}:{}:{}", places.file, mark.line, mark.column);
}

void locate(model::Origin& origin, const Places& places) {
    if (origin.kind != model::OriginKind::field) return;
    if (const auto found = places.marks.find(origin.name); found != places.marks.end()) {
        origin.place = text_of(places, found->second);
        return;
    }
    const auto* const row = row_of_field(without_numbers(origin.name));
    if (row == nullptr) return;
    // The item of a list that the file has not: the list's default.
    origin.name = row->path;
    if (const auto found = places.marks.find(origin.name); found != places.marks.end()) {
        origin.place = text_of(places, found->second);
    } else {
        origin.standard = standard_of(*row);
    }
}

/// The fields that a default is made from: "pki.directory" of "`<pki.directory>/a.pem`".
std::vector<std::string> fields_within(std::string_view standard) {
    std::vector<std::string> names;
    for (auto begin = standard.find('<'); begin != std::string_view::npos; begin = standard.find('<', begin + 1)) {
        const auto end = standard.find('>', begin);
        if (end == std::string_view::npos) break;
        auto name = fmt::format("spec.{}", standard.substr(begin + 1, end - begin - 1));
        if (std::ranges::find(fields(), name, &Field::path) != fields().end()) names.push_back(std::move(name));
    }
    return names;
}

void locate(std::vector<model::Cause>& causes, const Places& places) {
    std::vector<model::Cause> located;
    const auto add = [&](model::Cause cause) {
        locate(cause.origin, places);
        if (std::ranges::find(located, cause) == located.end()) located.push_back(std::move(cause));
    };
    for (auto& cause : causes) {
        add(std::move(cause));
        const auto [part, origin, left_out] = located.back();
        for (auto& name : fields_within(origin.standard)) {
            add({part, {.kind = model::OriginKind::field, .name = std::move(name)}, left_out});
        }
    }
    causes = std::move(located);
}

}  // namespace

void locate(std::vector<model::Explanation>& explanations, const Places& places) {
    for (auto& explanation : explanations) {
        for (auto& part : explanation.parts) locate(part.written.causes, places);
    }
}

}  // namespace planekeeper::spec
