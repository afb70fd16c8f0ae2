#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <variant>

#include "cli/upgrade.hpp"
#include "components/artefacts.hpp"
#include "components/component_row.hpp"
#include "components/render.hpp"
#include "facts/skew.hpp"
#include "facts/version_facts.hpp"
#include "upgrades/sequences.hpp"
#include "upgrades/version_notes.hpp"

namespace planekeeper::cli {

namespace {

using kubernetes::flags_of;
using model::DesiredState;
using model::KubernetesObject;
using Steps = std::vector<UpgradeStep>;

std::string path_of_source(const model::Image& image) {
    struct Visitor {
        std::string operator()(const model::BinaryUrl& source) const { return source.url; }
        std::string operator()(const model::BinaryPath& source) const { return source.path; }
        std::string operator()(const model::ImageArchive& source) const { return source.path; }
    };
    return std::visit(Visitor{}, image.source);
}

bool has_pinned_digest(const model::Image& image) {
    return std::visit([](const auto& source) { return source.sha512.has_value(); }, image.source);
}

std::string joined(const std::vector<KubernetesObject>& objects) {
    const auto name = [](const KubernetesObject& object) { return fmt::format("{}/{}", object.kind, object.name); };
    return fmt::format("{}", fmt::join(objects | std::views::transform(name), ", "));
}

/// What the API server of the old version runs and does before the new one comes.
void go_through_stages(Steps& steps, const Upgrade& upgrade) {
    const auto sequence = kubernetes::sequence_from(upgrade.to, upgrade.from.version);
    if (!sequence) return;
    auto flags = flags_of(model::ComponentId::api_server, upgrade.from, {});
    for (const auto& stage : sequence->stages | std::views::take(sequence->stages.size() - 1)) {
        auto next = flags_of(model::ComponentId::api_server, stage.state, {});
        if (next != flags) steps.push_back({stage.view.what, stage.view.why, stage.restart_reason});
        if (!stage.deleted.empty())
            steps.push_back({fmt::format("delete {}", joined(stage.deleted)), stage.deleted_why, {}});
        flags = std::move(next);
    }
}

/// "v1.21.0"; of another component than the API server with its name in front.
std::string program_of(model::ComponentId id, const DesiredState& desired) {
    const auto version = to_string(desired.version);
    return id == model::ComponentId::api_server ? version : fmt::format("{} {}", to_string(id), version);
}

void make_image(Steps& steps, const kubernetes::ComponentRow& row, const DesiredState& desired) {
    const auto& image = desired.component(row.id).image;
    const bool ready = std::holds_alternative<model::ImageArchive>(image.source);
    steps.push_back({fmt::format("{} the image of {}", ready ? "import" : "build", program_of(row.id, desired)),
                     fmt::format("from {}; what runs is left alone meanwhile", path_of_source(image)),
                     {}});
    steps.push_back({"rehearse it with its flags and files",
                     fmt::format("no pod is touched before it has got as far as {}", row.rehearsal.as_far_as),
                     {}});
}

void remove_files(Steps& steps, const Upgrade& upgrade) {
    using kubernetes::ArtefactKind;
    const auto kept = kubernetes::files_of(upgrade.to, {ArtefactKind::configuration});
    for (const auto& file : kubernetes::files_of(upgrade.from, {ArtefactKind::configuration})) {
        if (std::ranges::find(kept, file.path, &kubernetes::Artefact::path) != kept.end()) continue;
        steps.push_back({fmt::format("remove {}", file.path),
                         fmt::format("{} does not read it", to_string(upgrade.to.version)),
                         {}});
    }
}

/// What goes through the API of the new server.
void apply_objects(Steps& steps, const Upgrade& upgrade) {
    auto changed = kubernetes::api_objects(upgrade.to);
    const auto old = kubernetes::api_objects(upgrade.from);
    std::erase_if(changed, [&](const auto& object) { return std::ranges::find(old, object) != old.end(); });
    if (!changed.empty()) steps.push_back({fmt::format("apply {}", joined(changed)), {}, {}});
    if (upgrade.from.taints == upgrade.to.taints) return;
    steps.push_back(
        {fmt::format("give node {} the taints of {}", upgrade.to.node_name, to_string(upgrade.to.version)), {}, {}});
}

}  // namespace

std::vector<std::string> upgrade_preparations(const Upgrade& upgrade, const std::string& architecture) {
    const auto version = to_string(upgrade.to.version);
    std::vector<std::string> lines{fmt::format("spec.kubernetesVersion: write {}", version)};
    for (const auto* row : kubernetes::declared_rows(upgrade.to)) {
        const auto& image = upgrade.to.component(row->id).image;
        const auto source = path_of_source(image);
        const std::string field = fmt::format("{}.source", row->image_section);
        if (source != kubernetes::release_url(row->id, upgrade.to.version, architecture)) {
            lines.push_back(fmt::format("{}: {} has to be that of {} by then", field, source, version));
        }
        if (has_pinned_digest(image))
            lines.push_back(fmt::format("{}.sha512: write that of {}, or delete the line", field, version));
    }
    return lines;
}

std::vector<UpgradeStep> upgrade_steps(const Upgrade& upgrade) {
    Steps steps;
    const auto rows = kubernetes::declared_rows(upgrade.to);
    for (const auto* row : rows) make_image(steps, *row, upgrade.to);
    go_through_stages(steps, upgrade);
    for (const auto* row : rows) {
        steps.push_back({fmt::format("publish the generation of {}", program_of(row->id, upgrade.to)),
                         fmt::format("it is good once its container runs and {} and three {} in a row have answered",
                                     row->gate.live, row->gate.ready),
                         "the image changes", row->id});
    }
    remove_files(steps, upgrade);
    apply_objects(steps, upgrade);
    return steps;
}

std::vector<std::string> upgrade_notes(const Upgrade& upgrade) {
    std::vector<std::string> notes;
    // One that is refused does not come this far.
    if (const auto problem = kubernetes::step_problem(upgrade.from.version, upgrade.to.version)) {
        notes.push_back(fmt::format("{} ({})", problem->rule, problem->way_out));
    }
    std::ranges::move(kubernetes::version_notes(upgrade.to), std::back_inserter(notes));
    std::ranges::move(kubernetes::upgrade_notes(upgrade.to, upgrade.from.version), std::back_inserter(notes));
    return notes;
}

}  // namespace planekeeper::cli
