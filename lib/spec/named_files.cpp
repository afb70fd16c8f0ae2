#include "spec/named_files.hpp"

#include "facts/flag_rows.hpp"
#include "schemas/config_file.hpp"
#include "spec/embedded_yaml.hpp"
#include "spec/flaws.hpp"
#include "spec/json_tree.hpp"
#include "spec/node.hpp"

namespace planekeeper::spec {

std::vector<NamedFile> judged_files(const model::DesiredState& state) {
    std::vector<NamedFile> files;
    for (const auto& [id, component] : state.components) {
        const auto add = [&files, id](std::string_view written, std::string_view value) {
            const auto* const flag = kubernetes::find_file_flag(id, written);
            if (flag == nullptr || !schemas::is_judged(flag->name)) return;
            for (auto& file : kubernetes::named_files(*flag, value)) {
                files.push_back({std::string(flag->name), std::move(file.path)});
            }
        };
        for (const auto& [name, value] : component.flags) {
            if (value) add(name, *value);
        }
        for (const auto& text : component.extra_flags) {
            const auto flag = kubernetes::written_flag(text);
            add(flag.name, flag.value);
        }
    }
    return files;
}

std::vector<Problem> judge_named_file(const NamedFile& file, std::string_view text,
                                      const model::KubernetesVersion& version) {
    Findings findings(file.path);
    const auto root = build_tree(text, Strictness::any_yaml, findings);
    if (root && root->kind != Node::Kind::map) {
        findings.add(root->mark, "", "the file is not a YAML map", "start it with apiVersion and kind");
    } else if (const auto document = root ? json_of(*root) : std::nullopt) {
        for (const auto& flaw : schemas::judge_config_file(file.flag, *document, judging_minor(version))) {
            auto described = describe(*root, flaw);
            findings.add(described.mark, std::move(described.path), flaw.message, std::move(described.hint));
        }
    }
    return findings.take();
}

}  // namespace planekeeper::spec
