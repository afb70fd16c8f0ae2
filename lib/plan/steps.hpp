#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/file_plan.hpp"
#include "plan/generation.hpp"
#include "plan/sequence_plan.hpp"
#include "plan/verdict.hpp"

// The steps of the plan, about in the order in which planner.cpp takes them. Each adds to the draft, and records in the
// draft's ledger what is about to be done. A step returns what later steps need.

namespace planekeeper::plan {

/// Puts mode and owner of planekeeper's own places right.
void plan_own_places(Draft& draft);

/// Settings of a hand-made server that something depends on and that planekeeper would set otherwise; a sentence each.
[[nodiscard]] std::vector<std::string> lasting_differences(const ComponentDraft& component);
/// Warns of these settings until the generation that replaces the server has soaked.
void warn_of_lasting_settings(ComponentDraft& component);

/// Plans the key material that only this component reads; nullopt: that of the whole node. Returns the digests of files
/// from custody and of files that others provide, without those of items that are about to be made.
[[nodiscard]] Digests plan_key_material(Draft& draft, std::optional<model::ComponentId> reader);

struct VersionStep {
    model::ResourceId id;  ///< of its status
    /// False: the desired version may not follow the one that runs, or nobody knows yet whether it may.
    bool may_be_taken = false;
    std::optional<ActiveSequence> sequence = {};  ///< on the way to another minor only
};
[[nodiscard]] VersionStep plan_version_step(Draft& draft);

/// The verdict on the published generation, and the cures for the next one: a copy of the cures in the ledger, with the
/// cure that this verdict asks for.
struct Judgement {
    Verdict verdict;
    kubernetes::Cures cures;
};
/// Judges the published generation, and records the outcome in the ledger. `objects`: the objects of the API to look at
/// beside its health.
[[nodiscard]] Judgement take_verdict(ComponentDraft& component, const std::vector<model::KubernetesObject>& objects);

[[nodiscard]] ImageOutcome plan_image(ComponentDraft& component, const kubernetes::Cures& cures);
/// True when the image's program may be started with the desired flags; else a status says why not, or not yet.
[[nodiscard]] bool plan_program(ComponentDraft& component, const model::ResourceId& id, const ImageOutcome& image,
                                const kubernetes::Cures& cures);

/// Reports files that flags name, that others keep and that are missing. Returns the digests of those that are there.
[[nodiscard]] Digests plan_files_of_others(ComponentDraft& component);
/// How often a mounted directory was swapped under a running container, as the ledger remembers. Each swap makes
/// another generation.
[[nodiscard]] std::uint32_t swaps_of_mounted_directories(ComponentDraft& component);

/// The files that the component reads. A target that has failed leaves them as its fallback reads them.
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
/// The verdict that says who has the port.
[[nodiscard]] Verdict port_in_use(const ComponentDraft& component);

/// Publishes what is to run now, or shows what the publication waits for. Returns the sequence as far as it has come.
[[nodiscard]] std::optional<ActiveSequence> plan_rollout(ComponentDraft& component, const Target& target,
                                                         Verdict verdict, std::optional<ActiveSequence> sequence);
/// In place of a rollout: what is published is kept as it is, or falls back. `obstacle`: the step that is not taken.
void plan_standstill(ComponentDraft& component, Verdict verdict, const model::ResourceId& obstacle);

void plan_other_static_pods(Draft& draft);
void plan_removals(Draft& draft);

/// A component whose rollout is planned.
struct PlannedComponent {
    ComponentDraft component;
    Target target;
};
/// Removes images and downloads of planekeeper's that no generation needs, once nothing is on its way.
void plan_collection(Draft& draft, const std::vector<PlannedComponent>& components);

/// The observed link ends of each component.
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
