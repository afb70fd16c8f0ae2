#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/file_plan.hpp"
#include "plan/generation.hpp"
#include "plan/sequence_plan.hpp"
#include "plan/verdict.hpp"

// The steps of the plan, about in the order in which planner.cpp takes them. Each adds to the draft, and to the ledger in it what
// is about to be done; what others go on from it returns.

namespace planekeeper::plan {

/// Puts mode and owner of planekeeper's own places right.
void plan_own_places(Draft& draft);

/// Settings of an API server made by hand that something goes by, where planekeeper's are others; a sentence each.
[[nodiscard]] std::vector<std::string> lasting_differences(const ComponentDraft& component);
/// Tells them until what takes its place has kept well.
void warn_of_lasting_settings(ComponentDraft& component);

/// Key material that is read by this component alone; nullopt: that of the whole node. What is kept of it, or provided by
/// others, is among the digests; what is about to be made is not.
[[nodiscard]] Digests plan_key_material(Draft& draft, std::optional<model::ComponentId> reader);

struct VersionStep {
    model::ResourceId id;  ///< of its status
    /// False: the desired version may not follow the one that runs, or nobody knows yet whether it may.
    bool may_be_taken = false;
    std::optional<ActiveSequence> sequence = {};  ///< on the way to another minor only
};
[[nodiscard]] VersionStep plan_version_step(Draft& draft);

/// What is said of the published generation, and what cures the next one: a copy of the cures that the ledger remembers, with the one that this verdict asks for.
struct Judgement {
    Verdict verdict;
    kubernetes::Cures cures;
};
/// The ledger remembers what comes of it. `objects`: what is to be seen of the API beside its health.
[[nodiscard]] Judgement take_verdict(ComponentDraft& component, const std::vector<model::KubernetesObject>& objects);

[[nodiscard]] ImageOutcome plan_image(ComponentDraft& component, const kubernetes::Cures& cures);
/// True when the image's program may be started with the desired flags; else a status says why not, or not yet.
[[nodiscard]] bool plan_program(ComponentDraft& component, const model::ResourceId& id, const ImageOutcome& image,
                                const kubernetes::Cures& cures);

/// Files that flags name and others keep: their bytes count, and that they are there.
[[nodiscard]] Digests plan_files_of_others(ComponentDraft& component);
/// How often one was swapped under a container, as the ledger remembers: with each time the generation is another.
[[nodiscard]] std::uint32_t swaps_of_mounted_directories(ComponentDraft& component);

/// The files that the component reads. A target that has failed leaves them as the last good generation reads them.
void plan_config_files(ComponentDraft& component, const Target& target);

/// True when nothing speaks against publishing the generation in place of what runs. A refusal is recorded in the
/// ledger as a failure of the generation.
[[nodiscard]] bool plan_rehearsal(ComponentDraft& component, const model::Generation& generation,
                                  const kubernetes::Cures& cures);
enum class Port {
    free,     ///< nobody else listens where the generation will
    unknown,  ///< a look is due
    taken,
};
[[nodiscard]] Port plan_port(ComponentDraft& component, const model::Generation& next);
/// Who has the port.
[[nodiscard]] Verdict port_in_use(const ComponentDraft& component);

/// Publishes what is to run now, or says what that waits for. Returns the sequence as far as it has come.
[[nodiscard]] std::optional<ActiveSequence> plan_rollout(ComponentDraft& component, const Target& target,
                                                         Verdict verdict, std::optional<ActiveSequence> sequence);
/// In place of a rollout: what is published is kept as it is, or falls back. `obstacle`: the step that is not taken.
void plan_standstill(ComponentDraft& component, Verdict verdict, const model::ResourceId& obstacle);

void plan_other_static_pods(Draft& draft);
void plan_removals(Draft& draft);

/// Of one component, once its rollout is planned.
struct PlannedComponent {
    ComponentDraft component;
    Target target;
};
/// Removes images and downloads of planekeeper's that no generation needs, once nothing is on its way.
void plan_collection(Draft& draft, const std::vector<PlannedComponent>& components);

/// As observed of each component.
[[nodiscard]] model::PerComponent<kubernetes::LinkEnds> link_ends(const Draft& draft);
[[nodiscard]] bool api_is_usable(const Draft& draft);
void wait_for_api(Draft& draft, model::ResourceId id, model::Verb verb, std::string summary);
void plan_kubernetes_objects(Draft& draft, const std::optional<ActiveSequence>& sequence);
void plan_node_marks(Draft& draft);

/// How far the step has come, for people. `failure`: of the API server that is desired; null: there is none.
void report_version_step(Draft& draft, const std::optional<ActiveSequence>& sequence, const model::Failure* failure);

/// Does what the kubelet cannot do as long as no API server answers.
void plan_kubelet(ComponentDraft& component);
/// A static pod of the user's is there once its containers run, not once its manifest lies there.
void report_static_pods(Draft& draft);
/// Tells where others than root can put something in the place of what planekeeper keeps.
void report_open_directories(Draft& draft);

}  // namespace planekeeper::plan
