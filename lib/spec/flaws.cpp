#include "spec/flaws.hpp"

#include <fmt/format.h>

#include "spec/json_tree.hpp"
#include "spec/spelling.hpp"

namespace planekeeper::spec {

namespace {

[[nodiscard]] std::string shown_path(const schemas::Path& path) {
    std::string result;
    for (const auto& part : path) {
        const bool index = !result.empty() && part.find_first_not_of("0123456789") == std::string::npos;
        if (index) {
            result += fmt::format("[{}]", part);
        } else {
            result += (result.empty() ? "" : ".") + path_part(part);
        }
    }
    return result;
}

}  // namespace

DescribedFlaw describe(const Node& root, const schemas::Flaw& flaw) {
    const Place place = place_in(root, flaw.path, flaw.key ? EntryPart::key : EntryPart::value);
    std::string hint = flaw.hint;
    if (hint.empty() && !flaw.known.empty()) {
        hint = suggestion(flaw.key || place.node == nullptr ? flaw.path.back() : place.node->text, flaw.known);
    }
    return {place.mark, shown_path(flaw.path), std::move(hint)};
}

}  // namespace planekeeper::spec
