#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/desired_state.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

namespace planekeeper::plan {

/// The plan while it is being made. Collects changes and statuses. Decides in one place for every kind of change
/// whether it is due now or must wait (backoff, fighting writers, a terminal failure with the same inputs, already
/// running). What one step finds out for another is returned and passed on, not left here (steps.hpp).
class Draft {
public:
    Draft(const model::DesiredState& desired, const model::Observed& observed, const model::Ledger& ledger, Now now);

    const model::DesiredState& desired;
    const model::Observed& observed;
    const Now now;
    model::Plan plan;

    void status(model::ResourceId id, model::State state, std::string reason, std::string message);
    void ready(model::ResourceId id, std::string message = {});

    /// Adds the change and the status that goes with it.
    void change(model::Change change);

    /// A change that cannot be made yet, shown with what it waits for.
    void wait(model::PlannedChange change);

    /// A look that is due; once is enough.
    void look(model::LookKind kind, model::ComponentId component = model::ComponentId::api_server);

    /// Plan again no later than this.
    void due(SteadyTime when);

    /// Marks a path as needed: planekeeper removes each other file that it has written.
    void keep(const std::string& path) { kept_paths_.insert(path); }
    /// Complete after all steps that keep a path.
    [[nodiscard]] const std::set<std::string>& kept_paths() const { return kept_paths_; }

    /// Publications that are planned from here on wait for this resource, even when it is ready.
    void hold_back_behind(const model::ResourceId& id);
    /// Runs `step`. No publication waits for the resources that `step` gives a status.
    template <class Step>
    void aside(Step step) {
        const auto before = unfinished_;
        step();
        unfinished_ = before;
    }
    /// The resource that a publication waits for when it is planned now: the first failed one, else the first
    /// unfinished one. Null: none.
    [[nodiscard]] const model::ResourceStatus* obstacle() const;

    /// Null: it has no status.
    [[nodiscard]] const model::ResourceStatus* status_of(const model::ResourceId& id) const;
    /// True when the last change of this resource failed and is tried again by itself: the plan shows it as a change,
    /// not as a refusal.
    [[nodiscard]] bool is_tried_again(const model::ResourceId& id) const { return tried_again_.contains(id); }
    /// The file as it was seen; absent when nobody looked.
    [[nodiscard]] const model::ObservedFile& file(const std::string& path) const;

private:
    [[nodiscard]] bool held_back(const model::Change& change);

    std::set<std::string> kept_paths_;
    std::set<model::ResourceId> tried_again_;
    std::vector<model::ResourceId> unfinished_;  ///< neither ready nor degraded, or of hold_back_behind()
};

/// The API server's rollout in the ledger of this plan.
[[nodiscard]] const model::Rollout& api_server_rollout(const Draft& draft);

}  // namespace planekeeper::plan
