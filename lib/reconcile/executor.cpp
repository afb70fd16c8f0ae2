#include "reconcile/executor.hpp"

#include <algorithm>

namespace planekeeper::reconcile {

namespace asio = boost::asio;

namespace {

/// CamelCase event for an action: "repair" gives "Repaired".
std::string event_reason(const std::string& action) {
    static const std::map<std::string, std::string> past{
        {"create", "Created"},   {"update", "Updated"},   {"repair", "Repaired"}, {"remove", "Removed"},
        {"reissue", "Reissued"}, {"adopt", "Adopted"},    {"resolve", "Resolved"}, {"build", "Built"},
        {"rebuild", "Rebuilt"},  {"apply", "Applied"},    {"taint", "Tainted"},   {"label", "Labelled"},
        {"delete", "Deleted"},   {"keep", "Kept"},   {"ask", "ProgramKnown"}, {"rehearse", "Rehearsed"}, {"restart", "Restarted"}};
    const auto it = past.find(action);
    return it == past.end() ? "Changed" : it->second;
}

/// Repairs older than this no longer count against anybody.
constexpr std::chrono::minutes repairs_kept{30};
/// Of each thing; more tell nothing more.
constexpr std::size_t makings_kept = 8;

}  // namespace

Result<Executor::Effect> Executor::made_or(const Result<void>& outcome) {
    if (!outcome) return fail(outcome.error());
    return Effect::made;
}

Result<Executor::Effect> Executor::effect_of(const Result<drivers::Removed>& outcome) {
    if (!outcome) return fail(outcome.error());
    return *outcome == drivers::Removed::now ? Effect::made : Effect::needless;
}

Result<void> Executor::apply_to_files(const model::Change& change, const model::DesiredState& desired) {
    auto& files = observer_.files;
    const auto now = clock_.now();
    if (const auto* action = std::get_if<model::MakeDirectory>(&change.action)) return files.make_directory(*action);
    if (const auto* action = std::get_if<model::SetMetadata>(&change.action)) return files.set_metadata(*action);
    if (const auto* action = std::get_if<model::RemoveFile>(&change.action)) return files.remove(*action);
    if (const auto* action = std::get_if<model::KeepText>(&change.action)) return files.keep_text(*action);
    if (const auto* action = std::get_if<model::MintMaterial>(&change.action)) {
        return observer_.materials.mint(*action, desired, now);
    }
    if (const auto* action = std::get_if<model::AdoptMaterial>(&change.action)) {
        return observer_.materials.adopt(*action, desired);
    }
    const auto* write = std::get_if<model::WriteFile>(&change.action);
    if (write == nullptr) return fail(ErrorKind::bug, "not a change of files");
    ++counters_.files_written;
    if (const auto* text = std::get_if<std::string>(&write->content)) return files.write(*write, *text);
    auto bytes = observer_.materials.bytes(std::get<model::MaterialRef>(write->content));
    if (!bytes) return fail(std::move(bytes).error());
    return files.write(*write, bytes->reveal());
}

void Executor::apply_now(const model::Change& change, const model::DesiredState& desired) {
    const auto outcome = apply_to_files(change, desired);
    note(change, made_or(outcome));
    if (outcome && change.shown.restarts_api_server) observer_.forget_health();
}

Result<void> Executor::write_together(std::span<const model::Change> changes) {
    std::vector<Secret> bytes;
    std::vector<edges::FileReplacement> group;
    bytes.reserve(changes.size());   // the group refers to them
    for (const auto& change : changes) {
        const auto& write = std::get<model::WriteFile>(change.action);
        if (write.keep) {
            if (auto kept = observer_.files.keep(write.path, *write.keep); !kept) return kept;
        }
        auto content = observer_.materials.bytes(std::get<model::MaterialRef>(write.content));
        if (!content) return fail(std::move(content).error());
        bytes.push_back(std::move(*content));
        const edges::FileMetadata metadata{.mode = write.mode, .uid = write.uid, .gid = write.gid};
        group.push_back({write.path, bytes.back().reveal(), metadata});
    }
    counters_.files_written += changes.size();
    return observer_.files.write_all(group);
}

void Executor::apply_together(std::span<const model::Change> changes) {
    const auto outcome = write_together(changes);
    for (const auto& change : changes) note(change, made_or(outcome));
}

asio::awaitable<Result<Executor::Effect>> Executor::apply_in_image_lane(model::Change change,
                                                                        model::DesiredState desired,
                                                                        drivers::ProgressSink progress) {
    if (const auto* resolve = std::get_if<model::ResolveBinary>(&change.action)) {
        auto digest = co_await observer_.image.resolve(*resolve, std::move(progress));
        if (!digest) co_return fail(std::move(digest).error());
        auto& seen = observer_.seen.image;
        // The source may have been replaced while it was read; then the digest is of neither.
        if (seen.binary_source == resolve->source && seen.binary_identity == resolve->identity) seen.sha512 = *digest;
        co_return Effect::made;
    }
    if (const auto* build = std::get_if<model::BuildImage>(&change.action)) {
        auto built = co_await observer_.image.build(*build, desired, std::move(progress));
        if (built) co_await observer_.look_at_image(desired, build->reference);
        co_return made_or(built);
    }
    if (const auto* pin = std::get_if<model::PinImage>(&change.action)) {
        const auto pinned = co_await observer_.image.pin_image(pin->reference, desired.runtime);
        if (pinned) observer_.seen.image.pinned = true;
        co_return made_or(pinned);
    }
    if (const auto* removal = std::get_if<model::RemoveImage>(&change.action)) {
        const auto removed = co_await observer_.image.remove_image(*removal, desired.runtime);
        if (removed) observer_.seen.image.listed.erase(removal->reference);
        co_return effect_of(removed);
    }
    if (const auto* read = std::get_if<model::ReadProgram>(&change.action)) {
        auto seen = co_await observer_.program.read(*read, desired);
        if (!seen) co_return fail(std::move(seen).error());
        observer_.seen.program = std::move(*seen);
        co_return Effect::made;
    }
    if (const auto* rehearse = std::get_if<model::Rehearse>(&change.action)) {
        auto seen = co_await observer_.program.rehearse(*rehearse, desired, std::move(progress));
        if (!seen) co_return fail(std::move(seen).error());
        observer_.seen.rehearsal = std::move(*seen);
        co_return Effect::made;
    }
    co_return fail(ErrorKind::bug, "not a change of the image lane");
}

asio::awaitable<Result<Executor::Effect>> Executor::apply_in_runtime_lane(model::Change change,
                                                                          model::DesiredState desired) {
    if (const auto* sandbox = std::get_if<model::RemoveSandbox>(&change.action)) {
        const auto removed = co_await observer_.runtime.remove(*sandbox, desired.runtime);
        // What was removed is planned from no more, and what answered may have been just that.
        if (removed && *removed == drivers::Removed::now) observer_.forget_health();
        co_await observer_.look_at_runtime(desired);
        co_return effect_of(removed);
    }
    const auto restarted = co_await observer_.runtime.restart_kubelet();
    if (restarted) observer_.seen.kubelet_restarted_at = clock_.now().steady;
    co_return made_or(restarted);
}

asio::awaitable<Result<void>> Executor::apply_in_api_lane(model::Change change) {
    ++counters_.api_writes;
    if (const auto* object = std::get_if<model::ApplyObject>(&change.action)) co_return co_await observer_.api.apply(*object);
    if (const auto* object = std::get_if<model::DeleteObject>(&change.action)) co_return co_await observer_.api.remove(*object);
    if (const auto* labels = std::get_if<model::SetLabels>(&change.action)) co_return co_await observer_.api.set_labels(*labels);
    if (const auto* taints = std::get_if<model::SetTaints>(&change.action)) co_return co_await observer_.api.set_taints(*taints);
    co_return fail(ErrorKind::bug, "not a change of the API lane");
}

asio::awaitable<Result<Executor::Effect>> Executor::apply_elsewhere(model::Change change, model::DesiredState desired,
                                                                    drivers::ProgressSink progress) {
    Result<void> done;
    switch (model::lane_of(change)) {
        case model::Lane::image:
            co_return co_await apply_in_image_lane(std::move(change), std::move(desired), std::move(progress));
        case model::Lane::runtime: co_return co_await apply_in_runtime_lane(std::move(change), std::move(desired));
        case model::Lane::api: done = co_await apply_in_api_lane(std::move(change)); break;
        case model::Lane::files: done = fail(ErrorKind::bug, "a change of files in another lane"); break;
    }
    co_return made_or(done);
}

asio::awaitable<void> Executor::apply(model::Change change, model::DesiredState desired,
                                      drivers::ProgressSink progress) {
    const auto outcome = co_await apply_elsewhere(change, std::move(desired), std::move(progress));
    note(change, outcome);
}

void Executor::note(const model::Change& change, const Result<Effect>& outcome) {
    const auto now = clock_.now();
    auto& seen = observer_.seen;
    const auto name = to_string(change.resource);
    if (!outcome) {
        if (outcome.error().kind() == ErrorKind::cancelled) return;
        auto& attempts = seen.attempts[change.resource];
        attempts.failures = attempts.inputs == change.inputs ? attempts.failures + 1 : 1;
        attempts.inputs = change.inputs;
        attempts.last = now.steady;
        attempts.error = outcome.error().text();
        const auto kind = outcome.error().kind();
        attempts.terminal = kind == ErrorKind::terminal || kind == ErrorKind::invalid || kind == ErrorKind::bug;
        events_.add(model::EventType::warning, "ChangeFailed", name, change.shown.action + ": " + attempts.error,
                    now.system);
        return;
    }
    seen.attempts.erase(change.resource);
    if (*outcome == Effect::needless) return;
    auto& makings = seen.makings[change.resource];
    if (makings.inputs != change.inputs) makings = {.inputs = change.inputs, .times = {}};
    if (makings.times.size() == makings_kept) makings.times.erase(makings.times.begin());
    makings.times.push_back(now.steady);
    if (change.repair) {
        auto& repairs = seen.repairs[change.resource];
        std::erase_if(repairs, [&](SteadyTime at) { return now.steady - at > repairs_kept; });
        repairs.push_back(now.steady);
    }
    auto message = change.shown.summary;
    if (change.shown.restarts_api_server) message += "; restarts kube-apiserver: " + change.shown.restart_reason;
    events_.add(model::EventType::normal, event_reason(change.shown.action), name, std::move(message), now.system);
}

}  // namespace planekeeper::reconcile
