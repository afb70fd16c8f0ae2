#include "reconcile/observation.hpp"

namespace planekeeper::reconcile {

namespace {

/// Repairs older than this are forgotten; plan::next_repair() counts only younger ones.
constexpr std::chrono::minutes repairs_kept{30};
/// The number of makings that are kept for each resource: plan::next_making() needs no more.
constexpr std::size_t makings_kept = 8;

void merge_one(model::Observed& seen, const BinaryResolved& resolved) {
    auto& image = seen.components[resolved.component].image;
    // If the source was replaced while it was read, the digest belongs to neither.
    if (image.binary_source == resolved.source && image.binary_identity == resolved.identity) {
        image.sha512 = resolved.sha512;
    }
}

void merge_one(model::Observed& seen, const ImagePinned& pinned) {
    for (auto& component : seen.components) {
        if (component.image.reference == pinned.reference) component.image.pinned = true;
    }
}

void merge_one(model::Observed& seen, const ImageRemoved& removed) {
    for (auto& component : seen.components) component.image.listed.erase(removed.reference);
}

void merge_one(model::Observed& seen, const ProgramRead& read) {
    seen.components[read.component].program = read.program;
}

void merge_one(model::Observed& seen, const ProgramRehearsed& rehearsed) {
    seen.components[rehearsed.component].rehearsal = rehearsed.rehearsal;
}

void merge_one(model::Observed& seen, const ContainerReplaced& replaced) {
    auto& health = seen.components[replaced.component].health;
    health.state = model::Health::unknown;
    health.ready_streak = 0;
    health.version.clear();
    if (replaced.component == model::ComponentId::api_server) seen.api.objects_known = false;
    seen.runtime.checked_at = SteadyTime::min();
}

void merge_one(model::Observed& seen, const KubeletRestarted& restarted) { seen.kubelet_restarted_at = restarted.at; }

void merge_one(model::Observed& seen, const ChangeFailed& failed) {
    auto& attempts = seen.attempts[failed.resource];
    attempts.failures = attempts.inputs == failed.inputs ? attempts.failures + 1 : 1;
    attempts.inputs = failed.inputs;
    attempts.last = failed.at;
    attempts.error = failed.error.text();
    const auto kind = failed.error.kind();
    attempts.terminal = kind == ErrorKind::terminal || kind == ErrorKind::invalid || kind == ErrorKind::bug;
}

void merge_one(model::Observed& seen, const ChangeMade& made) {
    seen.attempts.erase(made.resource);
    if (made.needless) return;
    auto& makings = seen.makings[made.resource];
    if (makings.inputs != made.inputs) makings = {.inputs = made.inputs, .times = {}};
    if (makings.times.size() == makings_kept) makings.times.erase(makings.times.begin());
    makings.times.push_back(made.at);
    if (!made.repair) return;
    auto& repairs = seen.repairs[made.resource];
    std::erase_if(repairs, [&](SteadyTime at) { return made.at - at > repairs_kept; });
    repairs.push_back(made.at);
}

}  // namespace

void merge(model::Observed& seen, const Observation& observation) {
    std::visit([&](const auto& one) { merge_one(seen, one); }, observation);
}

}  // namespace planekeeper::reconcile
