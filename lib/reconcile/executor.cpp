#include "reconcile/executor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace planekeeper::reconcile {

namespace asio = boost::asio;

namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};

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

Result<void> Executor::write(const model::WriteFile& change) {
    ++counters_.files_written;
    if (const auto* text = std::get_if<std::string>(&change.content)) return observer_.files.write(change, *text);
    auto bytes = observer_.materials.bytes(std::get<model::MaterialRef>(change.content));
    if (!bytes) return fail(std::move(bytes).error());
    return observer_.files.write(change, bytes->reveal());
}

Result<void> Executor::apply_to_files(const model::FileAction& action, const model::DesiredState& desired) {
    auto& files = observer_.files;
    auto& materials = observer_.materials;
    return std::visit(
        Overloaded{
            [&](const model::MakeDirectory& change) { return files.make_directory(change); },
            [&](const model::WriteFile& change) { return write(change); },
            [&](const model::SetMetadata& change) { return files.set_metadata(change); },
            [&](const model::RemoveFile& change) { return files.remove(change); },
            [&](const model::KeepText& change) { return files.keep_text(change); },
            [&](const model::MintMaterial& change) { return materials.mint(change, desired, clock_.now()); },
            [&](const model::AdoptMaterial& change) { return materials.adopt(change, desired); },
        },
        action);
}

void Executor::apply_now(const model::Change& change, const model::DesiredState& desired) {
    const auto outcome = apply_to_files(std::get<model::FileAction>(change.action), desired);
    note(change, made_or(outcome));
    if (outcome && change.shown.restarts) observer_.forget_health(*change.shown.restarts);
}

Result<void> Executor::write_together(std::span<const model::Change> changes) {
    std::vector<Secret> bytes;
    std::vector<drivers::FileWrite> group;
    bytes.reserve(changes.size());  // the group refers to them
    for (const auto& change : changes) {
        const auto& write = model::get_action<model::WriteFile>(change.action);
        auto content = observer_.materials.bytes(std::get<model::MaterialRef>(write.content));
        if (!content) return fail(std::move(content).error());
        bytes.push_back(std::move(*content));
        group.push_back({&write, bytes.back().reveal()});
    }
    counters_.files_written += changes.size();
    return observer_.files.write(group);
}

void Executor::apply_together(std::span<const model::Change> changes) {
    const auto outcome = write_together(changes);
    for (const auto& change : changes) note(change, made_or(outcome));
}

Executor::Outcome Executor::carry_out(model::ResolveBinary change, model::DesiredState,
                                      drivers::ProgressSink progress) {
    auto digest = co_await observer_.image.resolve(change, std::move(progress));
    if (!digest) co_return fail(std::move(digest).error());
    auto& seen = observer_.seen.components[change.component].image;
    // The source may have been replaced while it was read; then the digest is of neither.
    if (seen.binary_source == change.source && seen.binary_identity == change.identity) seen.sha512 = *digest;
    co_return Effect::made;
}

Executor::Outcome Executor::carry_out(model::BuildImage change, model::DesiredState desired,
                                      drivers::ProgressSink progress) {
    auto built = co_await observer_.image.build(change, desired, std::move(progress));
    if (built) co_await observer_.look_at_image(change.component, desired, change.reference);
    co_return made_or(built);
}

Executor::Outcome Executor::carry_out(model::PinImage change, model::DesiredState desired, drivers::ProgressSink) {
    const auto pinned = co_await observer_.image.pin_image(change.reference, desired.runtime);
    for (auto& component : observer_.seen.components) {
        if (pinned && component.image.reference == change.reference) component.image.pinned = true;
    }
    co_return made_or(pinned);
}

Executor::Outcome Executor::carry_out(model::RemoveImage change, model::DesiredState desired, drivers::ProgressSink) {
    const auto removed = co_await observer_.image.remove_image(change, desired.runtime);
    for (auto& component : observer_.seen.components) {
        if (removed) component.image.listed.erase(change.reference);
    }
    co_return effect_of(removed);
}

Executor::Outcome Executor::carry_out(model::ReadProgram change, model::DesiredState desired, drivers::ProgressSink) {
    auto seen = co_await observer_.program.read(change, desired);
    if (!seen) co_return fail(std::move(seen).error());
    observer_.seen.components[change.component].program = std::move(*seen);
    co_return Effect::made;
}

Executor::Outcome Executor::carry_out(model::Rehearse change, model::DesiredState desired,
                                      drivers::ProgressSink progress) {
    auto seen = co_await observer_.program.rehearse(change, desired, std::move(progress));
    if (!seen) co_return fail(std::move(seen).error());
    observer_.seen.components[change.component].rehearsal = std::move(*seen);
    co_return Effect::made;
}

Executor::Outcome Executor::carry_out(model::RemoveSandbox change, model::DesiredState desired, drivers::ProgressSink) {
    const auto removed = co_await observer_.runtime.remove(change, desired.runtime);
    // What was removed is planned from no more, and what answered may have been just that.
    if (removed && *removed == drivers::Removed::now) observer_.forget_health(change.component);
    co_await observer_.look_at_runtime(desired);
    co_return effect_of(removed);
}

Executor::Outcome Executor::carry_out(model::RestartKubelet, model::DesiredState, drivers::ProgressSink) {
    const auto restarted = co_await observer_.runtime.restart_kubelet();
    if (restarted) observer_.seen.kubelet_restarted_at = clock_.now().steady;
    co_return made_or(restarted);
}

asio::awaitable<Result<void>> Executor::call_api(model::ApiAction action) {
    auto& api = observer_.api;
    return std::visit(Overloaded{
                          [&](model::ApplyObject& change) { return api.apply(std::move(change)); },
                          [&](model::DeleteObject& change) { return api.remove(std::move(change)); },
                          [&](model::SetLabels& change) { return api.set_labels(std::move(change)); },
                          [&](model::SetTaints& change) { return api.set_taints(std::move(change)); },
                      },
                      action);
}

Executor::Outcome Executor::apply_to_api(model::ApiAction action) {
    ++counters_.api_writes;
    const auto outcome = co_await call_api(std::move(action));
    co_return made_or(outcome);
}

Executor::Outcome Executor::apply_elsewhere(model::Action action, model::DesiredState desired,
                                            drivers::ProgressSink progress) {
    const auto each = [&](auto& change) {
        return carry_out(std::move(change), std::move(desired), std::move(progress));
    };
    return std::visit(Overloaded{
                          [&](model::ImageAction& lane) { return std::visit(each, lane); },
                          [&](model::RuntimeAction& lane) { return std::visit(each, lane); },
                          [&](model::ApiAction& lane) { return apply_to_api(std::move(lane)); },
                          [&](model::FileAction&) { return refuse_files(); },
                      },
                      action);
}

Executor::Outcome Executor::refuse_files() { co_return fail(ErrorKind::bug, "a change of files in another lane"); }

asio::awaitable<void> Executor::apply(model::Change change, model::DesiredState desired,
                                      drivers::ProgressSink progress) {
    const auto outcome = co_await apply_elsewhere(change.action, std::move(desired), std::move(progress));
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
        events_.add(model::EventType::warning, "ChangeFailed", name,
                    fmt::format("{}: {}", to_string(change.shown.verb), attempts.error), now.system);
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
    if (change.shown.restarts)
        message += fmt::format("; restarts {}: {}", to_string(*change.shown.restarts), change.shown.restart_reason);
    events_.add(model::EventType::normal, std::string{facts_of(change.shown.verb).event}, name, std::move(message),
                now.system);
}

}  // namespace planekeeper::reconcile
