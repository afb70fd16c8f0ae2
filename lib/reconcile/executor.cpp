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
    if (outcome && change.shown.restarts) observer_.merge(ContainerReplaced{*change.shown.restarts});
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

Executor::Task Executor::carry_out(model::ResolveBinary change, model::DesiredState, drivers::ProgressSink progress) {
    auto digest = co_await observer_.image.resolve(change, std::move(progress));
    if (!digest) co_return Outcome{fail(std::move(digest).error())};
    Outcome outcome{Effect::made};
    outcome.observations.emplace_back(BinaryResolved{change.component, change.source, change.identity, *digest});
    co_return outcome;
}

Executor::Task Executor::carry_out(model::BuildImage change, model::DesiredState desired,
                                   drivers::ProgressSink progress) {
    const auto built = co_await observer_.image.build(change, desired, std::move(progress));
    Outcome outcome{made_or(built)};
    if (built) outcome.look = LookAfter{{model::LookKind::image, change.component}, change.reference};
    co_return outcome;
}

Executor::Task Executor::carry_out(model::PinImage change, model::DesiredState desired, drivers::ProgressSink) {
    const auto pinned = co_await observer_.image.pin_image(change.reference, desired.runtime);
    Outcome outcome{made_or(pinned)};
    if (pinned) outcome.observations.emplace_back(ImagePinned{change.reference});
    co_return outcome;
}

Executor::Task Executor::carry_out(model::RemoveImage change, model::DesiredState desired, drivers::ProgressSink) {
    const auto removed = co_await observer_.image.remove_image(change, desired.runtime);
    Outcome outcome{effect_of(removed)};
    if (removed) outcome.observations.emplace_back(ImageRemoved{change.reference});
    co_return outcome;
}

Executor::Task Executor::carry_out(model::ReadProgram change, model::DesiredState desired, drivers::ProgressSink) {
    auto seen = co_await observer_.program.read(change, desired);
    if (!seen) co_return Outcome{fail(std::move(seen).error())};
    Outcome outcome{Effect::made};
    outcome.observations.emplace_back(ProgramRead{change.component, std::move(*seen)});
    co_return outcome;
}

Executor::Task Executor::carry_out(model::Rehearse change, model::DesiredState desired,
                                   drivers::ProgressSink progress) {
    auto seen = co_await observer_.program.rehearse(change, desired, std::move(progress));
    if (!seen) co_return Outcome{fail(std::move(seen).error())};
    Outcome outcome{Effect::made};
    outcome.observations.emplace_back(ProgramRehearsed{change.component, std::move(*seen)});
    co_return outcome;
}

Executor::Task Executor::carry_out(model::RemoveSandbox change, model::DesiredState desired, drivers::ProgressSink) {
    const auto removed = co_await observer_.runtime.remove(change, desired.runtime);
    Outcome outcome{effect_of(removed)};
    // The removed container may be the one that answered.
    if (removed && *removed == drivers::Removed::now) {
        outcome.observations.emplace_back(ContainerReplaced{change.component});
    }
    outcome.look = LookAfter{{model::LookKind::runtime, change.component}, {}};
    co_return outcome;
}

Executor::Task Executor::carry_out(model::RestartKubelet, model::DesiredState, drivers::ProgressSink) {
    const auto restarted = co_await observer_.runtime.restart_kubelet();
    Outcome outcome{made_or(restarted)};
    if (restarted) outcome.observations.emplace_back(KubeletRestarted{clock_.now().steady});
    co_return outcome;
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

Executor::Task Executor::apply_to_api(model::ApiAction action) {
    ++counters_.api_writes;
    const auto outcome = co_await call_api(std::move(action));
    co_return Outcome{made_or(outcome)};
}

Executor::Task Executor::apply_elsewhere(model::Action action, model::DesiredState desired,
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

Executor::Task Executor::refuse_files() {
    co_return Outcome{fail(ErrorKind::bug, "a change of files in another lane")};
}

asio::awaitable<void> Executor::look(LookAfter after, model::DesiredState desired) {
    if (after.look.kind == model::LookKind::image) {
        return observer_.look_at_image(after.look.component, std::move(desired), std::move(after.reference));
    }
    return observer_.look_at_runtime(std::move(desired));
}

asio::awaitable<void> Executor::apply(model::Change change, model::DesiredState desired,
                                      drivers::ProgressSink progress) {
    auto outcome = co_await apply_elsewhere(change.action, desired, std::move(progress));
    for (const auto& observation : outcome.observations) observer_.merge(observation);
    if (outcome.look) co_await look(std::move(*outcome.look), std::move(desired));
    note(change, outcome.result);
}

void Executor::note(const model::Change& change, const Result<Effect>& result) {
    const auto now = clock_.now();
    const auto name = to_string(change.resource);
    if (!result) {
        if (result.error().kind() == ErrorKind::cancelled) return;
        observer_.merge(ChangeFailed{change.resource, change.inputs, result.error(), now.steady});
        events_.add(model::EventType::warning, "ChangeFailed", name,
                    fmt::format("{}: {}", to_string(change.shown.verb), result.error().text()), now.system);
        return;
    }
    const bool needless = *result == Effect::needless;
    observer_.merge(ChangeMade{change.resource, change.inputs, needless, change.repair, now.steady});
    if (needless) return;
    auto message = change.shown.summary;
    if (change.shown.restarts)
        message += fmt::format("; restarts {}: {}", to_string(*change.shown.restarts), change.shown.restart_reason);
    events_.add(model::EventType::normal, std::string{facts_of(change.shown.verb).event}, name, std::move(message),
                now.system);
}

}  // namespace planekeeper::reconcile
