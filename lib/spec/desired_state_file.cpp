#include "spec/desired_state_file.hpp"

#include "facts/version_facts.hpp"
#include "spec/findings.hpp"
#include "spec/node.hpp"
#include "spec/node_paths.hpp"
#include "spec/raw_text.hpp"
#include "spec/sections.hpp"

namespace planekeeper::spec {

Parsed parse(std::string_view text, const std::string& file, const Environment& environment) {
    Findings findings(file);
    text = without_byte_order_mark(text);
    if (blank(text)) {
        findings.add({1, 1}, "", "the file is empty", "the packaged example shows what goes into it");
        return {.problems = findings.take()};
    }
    if (text.size() <= maximum_file_size && !has_content(text)) return {.inactive = true};
    if (!check_bytes(text, findings)) return {.problems = findings.take()};
    const auto root = build_tree(text, Strictness::strict, findings);
    if (!root) return {.problems = findings.take()};
    model::DesiredState state = read_document(*root, environment, findings);
    apply_defaults(state, environment, findings);
    check_consistency(state, findings);
    check_node_paths(state, file, findings);
    if (kubernetes::supported(state.version)) {
        check_version(state, findings);
        check_encryption(state, findings);
        check_files(state, findings);
        check_architecture(state, environment, findings);
    }
    if (findings.any()) return {.problems = findings.take()};
    return {.state = std::move(state), .places = findings.take_places()};
}

}  // namespace planekeeper::spec
