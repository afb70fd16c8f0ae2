#include <fmt/format.h>

#include <algorithm>

#include "components/render.hpp"
#include "plan/steps.hpp"

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::ImagePresence;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

/// Images disappear by hand or by the kubelet's garbage collection; neither tells anybody.
constexpr auto image_recheck = 10min;
constexpr auto runtime_retry = 5s;
/// While the published generation has no running container.
constexpr auto suspicious_recheck = 10s;

struct Source {
    std::string name;  ///< path or URL
    std::optional<std::string> pinned;
};

Source source_of(const model::Image& image) {
    struct Visitor {
        Source operator()(const model::BinaryUrl& source) const { return {source.url, source.sha512}; }
        Source operator()(const model::BinaryPath& source) const { return {source.path, source.sha512}; }
        Source operator()(const model::ImageArchive& source) const { return {source.path, source.sha512}; }
    };
    return std::visit(Visitor{}, image.source);
}

/// The binary's SHA-512: pinned, remembered, or just found out.
std::optional<std::string> known_digest(ComponentDraft& component, const Source& source) {
    if (source.pinned) return source.pinned;
    const auto& seen = component.observed.image;
    auto& remembered = component.rollout.binary;
    const auto& identity = seen.binary_source == source.name ? seen.binary_identity : std::string{};
    if (seen.sha512 && seen.binary_source == source.name) {
        remembered = model::KnownBinary{source.name, identity, *seen.sha512};
    }
    if (!remembered || remembered->source != source.name) return std::nullopt;
    // A source that was taken away after the build is still known by what it was.
    if (remembered->identity == identity || !seen.binary_error.empty()) return remembered->sha512;
    return std::nullopt;
}

void resolve(ComponentDraft& component, const ResourceId& id, const Source& source) {
    model::Change change{
        .resource = id,
        .action = model::ResolveBinary{component.id, source.name, component.observed.image.binary_identity}};
    change.inputs = fmt::format("{}|{}", source.name, component.observed.image.binary_identity);
    change.shown.verb = model::Verb::resolve;
    change.shown.summary = fmt::format("find the SHA-512 of {}", source.name);
    component.draft.change(std::move(change));
}

/// True when a lost image may be the reason why no container runs: CRI-O wipes its store after an upgrade or a power
/// cut, and people run `crictl rmi`.
bool may_be_missed(const ComponentDraft& component, const std::string& reference) {
    const auto& current = component.rollout.current;
    if (!current || current->image != reference || !component.draft.observed.runtime.known) return false;
    return std::ranges::none_of(containers_of(component, *current), [](const auto* container) {
        return container->state == model::ContainerState::running;
    });
}

void build(ComponentDraft& component, const ResourceId& id, const std::string& reference, const std::string& sha512) {
    model::Change change{.resource = id, .action = model::BuildImage{component.id, reference, sha512}};
    change.inputs = reference;
    change.repair = component.draft.plan.ledger.images.contains(reference);
    change.shown.verb = change.repair ? model::Verb::rebuild : model::Verb::build;
    change.shown.summary = change.repair ? fmt::format("the runtime has lost {}", reference)
                                         : fmt::format("the runtime does not have {}", reference);
    component.draft.change(std::move(change));
}

void pin(ComponentDraft& component, const ResourceId& id, const std::string& reference) {
    model::Change change{.resource = id, .action = model::PinImage{reference}};
    change.inputs = reference;
    change.repair = true;
    change.shown.verb = model::Verb::repair;
    change.shown.summary =
        fmt::format("the label that keeps the kubelet's garbage collection away from {} is missing", reference);
    component.draft.change(std::move(change));
}

/// Why a source may seem to be missing: systemd/planekeeper.service hides home directories (ProtectHome=).
std::string hint_for(const std::string& path) {
    const bool in_a_home = path.starts_with("/home/") || path.starts_with("/root/");
    return in_a_home ? " (the unit of planekeeper sees no home directories; put it into /opt or /srv)" : "";
}

bool files_are_there(ComponentDraft& component, const ResourceId& id) {
    const auto& seen = component.observed.image;
    if (seen.missing_files.empty()) return true;
    std::string names;
    for (const auto& name : seen.missing_files) names += (names.empty() ? "" : ", ") + name + hint_for(name);
    component.draft.status(id, State::pending, "FilesMissing",
                           fmt::format("files of the image are not there yet: {}", names));
    return false;
}

}  // namespace

ImageOutcome plan_image(ComponentDraft& component, const kubernetes::Cures& cures) {
    const ResourceId id{ResourceKind::image, component.desired.image.name};
    const auto& seen = component.observed.image;
    const auto source = source_of(component.desired.image);
    if (!files_are_there(component, id)) return {};
    const auto sha512 = known_digest(component, source);
    if (!sha512 && !seen.binary_error.empty()) {
        component.draft.status(id, State::failed, "SourceMissing", seen.binary_error + hint_for(source.name));
        component.draft.due(component.draft.now.steady + 30s);
        return {};
    }
    if (!sha512 && component.draft.observed.offline &&
        std::holds_alternative<model::BinaryUrl>(component.desired.image.source)) {
        component.draft.status(id, State::pending, "Offline", "fetched on the node itself");
        return {};
    }
    if (!sha512) {
        resolve(component, id, source);
        return {};
    }
    ImageOutcome outcome{kubernetes::image_reference(component.id, component.draft.desired,
                                                     fmt::format("sha512:{}", *sha512), seen.other_files)};
    component.draft.plan.images[component.id] = outcome.reference;
    if (component.draft.observed.offline) {
        component.draft.status(id, State::pending, "Offline",
                               "built on the node itself, where the container runtime is");
        return outcome;
    }
    const bool current = seen.reference == outcome.reference && seen.presence != ImagePresence::unknown;
    if (!current) {
        const bool failing = !seen.runtime_error.empty();
        if (!failing || seen.checked_at + runtime_retry <= component.draft.now.steady)
            component.draft.look(model::LookKind::image, component.id);
        if (failing) component.draft.due(seen.checked_at + runtime_retry);
        component.draft.status(
            id, failing ? State::pending : State::progressing, failing ? "RuntimeUnavailable" : "Checking",
            failing ? seen.runtime_error : fmt::format("asking the runtime for {}", outcome.reference));
        return outcome;
    }
    if (seen.presence == ImagePresence::absent) {
        build(component, id, outcome.reference, *sha512);
        return outcome;
    }
    component.draft.plan.ledger.images.insert(outcome.reference);
    outcome.sha512 = *sha512;
    outcome.present = plan_program(component, id, outcome, cures);
    if (outcome.present && seen.pinned) component.draft.ready(id, outcome.reference);
    if (outcome.present && !seen.pinned) pin(component, id, outcome.reference);
    const std::chrono::seconds recheck =
        may_be_missed(component, outcome.reference) ? suspicious_recheck : image_recheck;
    if (seen.checked_at + recheck <= component.draft.now.steady)
        component.draft.look(model::LookKind::image, component.id);
    component.draft.due(std::max<SteadyTime>(seen.checked_at + recheck, component.draft.now.steady + 1s));
    return outcome;
}

}  // namespace planekeeper::plan
