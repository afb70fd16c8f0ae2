#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/desired_state.hpp"
#include "model/plan.hpp"
#include "reconcile/event_log.hpp"
#include "reconcile/observation.hpp"
#include "reconcile/observer.hpp"

namespace planekeeper::reconcile {

/// Carries changes out and remembers how each attempt went. Decides nothing.
class Executor {
public:
    Executor(Observer& observer, EventLog& events, const edges::Clock& clock, model::Counters& counters)
        : observer_(observer), events_(events), clock_(clock), counters_(counters) {}

    /// A change of the file lane, at once.
    void apply_now(const model::Change& change, const model::DesiredState& desired);

    /// Writes of files that belong together: all of them, or none.
    void apply_together(std::span<const model::Change> changes);

    /// A change of another lane.
    boost::asio::awaitable<void> apply(model::Change change, model::DesiredState desired,
                                       drivers::ProgressSink progress);

private:
    [[nodiscard]] Result<void> apply_to_files(const model::FileAction& action, const model::DesiredState& desired);
    [[nodiscard]] Result<void> write(const model::WriteFile& change);
    [[nodiscard]] Result<void> write_together(std::span<const model::Change> changes);
    /// What a change that went well came to.
    enum class Effect { made, needless };
    /// A look that cannot wait for the next plan.
    struct LookAfter {
        model::Look look;
        std::string reference;  ///< of an image
    };
    struct Outcome {
        Result<Effect> result;
        std::vector<Observation> observations = {};
        std::optional<LookAfter> look = {};
    };
    static Result<Effect> made_or(const Result<void>& outcome);
    static Result<Effect> effect_of(const Result<drivers::Removed>& outcome);
    using Task = boost::asio::awaitable<Outcome>;
    Task apply_elsewhere(model::Action action, model::DesiredState desired, drivers::ProgressSink progress);
    // One for each action of the lanes of images and of the runtime: without it, apply_elsewhere() does not compile.
    Task carry_out(model::ResolveBinary change, model::DesiredState desired, drivers::ProgressSink progress);
    Task carry_out(model::BuildImage change, model::DesiredState desired, drivers::ProgressSink progress);
    Task carry_out(model::PinImage change, model::DesiredState desired, drivers::ProgressSink progress);
    Task carry_out(model::RemoveImage change, model::DesiredState desired, drivers::ProgressSink progress);
    Task carry_out(model::ReadProgram change, model::DesiredState desired, drivers::ProgressSink progress);
    Task carry_out(model::Rehearse change, model::DesiredState desired, drivers::ProgressSink progress);
    Task carry_out(model::RemoveSandbox change, model::DesiredState desired, drivers::ProgressSink progress);
    Task carry_out(model::RestartKubelet change, model::DesiredState desired, drivers::ProgressSink progress);
    Task apply_to_api(model::ApiAction action);
    boost::asio::awaitable<Result<void>> call_api(model::ApiAction action);
    static Task refuse_files();
    boost::asio::awaitable<void> look(LookAfter after, model::DesiredState desired);
    void note(const model::Change& change, const Result<Effect>& result);

    Observer& observer_;
    EventLog& events_;
    const edges::Clock& clock_;
    model::Counters& counters_;
};

}  // namespace planekeeper::reconcile
