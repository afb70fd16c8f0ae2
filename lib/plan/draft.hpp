#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "components/key_material.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"
#include "upgrades/sequences.hpp"

// The plan while it is being made: what the planning steps share. Private to this room.

namespace planekeeper::plan {

/// A sequence, and how far this node has come.
struct ActiveSequence {
    kubernetes::Sequence sequence;
    std::size_t current = 0;  ///< stage that is under way
    bool runs = false;        ///< its generation has passed its gate

    [[nodiscard]] const kubernetes::Stage& stage() const { return sequence.stages[current]; }
    [[nodiscard]] bool is_last() const { return current + 1 == sequence.stages.size(); }
};

/// Collects changes and statuses. Whether a change is due now or must wait (backoff, fighting writers, a terminal
/// failure with the same inputs, already running) is decided here, once, for every kind.
class Draft {
public:
    Draft(const model::DesiredState& desired, const model::Observed& observed, const model::Ledger& ledger, Now now);

    const model::DesiredState& desired;
    const model::Observed& observed;
    const Now now;
    model::Plan plan;

    /// Digest of what each path shall hold, as far as known; the generation is made from some of them.
    std::map<std::string, Digest> digests;
    /// Paths that planekeeper keeps, so that nothing it made lingers after it left the desired state.
    std::set<std::string> kept_paths;
    /// What is neither ready nor merely degraded so far: later steps wait for it.
    std::vector<std::string> unfinished;
    /// What failed and is tried again by itself: shown as the change that it is.
    std::set<model::ResourceId> tried_again;
    /// The sequence that is under way (upgrades/sequences.hpp); on the way to another minor only.
    std::optional<ActiveSequence> sequence;

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

    /// The file as it was seen; absent when nobody looked.
    [[nodiscard]] const model::ObservedFile& file(const std::string& path) const;

private:
    [[nodiscard]] bool held_back(const model::Change& change);
};

/// Whether planekeeper has done a thing before, such as making a key or writing at a path.
enum class Turn { first, again };

/// A file with known content, or key material out of custody.
struct DesiredFile {
    std::string path;
    model::FileContent content;
    Digest digest;
    std::uint32_t mode = 0600;  ///< unless spec.files says otherwise (file_access.hpp)
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    bool known_to_exist = false;  ///< it was there before: putting it right is a repair
    bool in_manifest_directory = false;
    std::string together;       ///< what it is written with (Change::together)
    std::string after_publish;  ///< why writing it restarts its component (a manifest); empty: it does not
    std::optional<model::ComponentId> restarts;
    model::ResourceKind kind = model::ResourceKind::file;
};

/// Compares one file and adds the change that it needs, and its status. True: it is as desired.
bool plan_file(Draft& draft, const DesiredFile& file);

/// Ensures that the directory of a file exists (parents included).
void plan_directory_of(Draft& draft, const std::string& path, std::uint32_t mode);

struct ComponentDraft;

/// Step by step, in this order; see planner.cpp.
/// Puts mode and owner of planekeeper's own places right.
void plan_own_places(Draft& draft);
/// Key material that is read by this component alone; nullopt: that of the whole node.
void plan_key_material(Draft& draft, std::optional<model::ComponentId> reader);
[[nodiscard]] const model::Rollout& api_server_rollout(const Draft& draft);
/// Reference of the image when it is known; `present` when the runtime has it.
struct ImageOutcome {
    std::string reference;
    bool present = false;
    std::string sha512;  ///< of the program or archive that it is made from
};
ImageOutcome plan_image(ComponentDraft& component);
/// True when the image's program may be started with the desired flags; else a status says why not, or not yet.
bool plan_program(ComponentDraft& component, const model::ResourceId& id, const std::string& reference,
                  const std::string& sha512);
/// False: the desired version may not follow the one that runs, or nobody knows yet whether it may.
bool plan_version_step(Draft& draft);
/// How far the step has come, for people.
void report_version_step(Draft& draft);
/// Takes up what leads from this version to the desired state, at the stage that the ledger remembers; nullopt: nothing is to be left.
void take_up_sequence(Draft& draft, const std::optional<model::KubernetesVersion>& from);
/// What the stage that is under way deletes.
[[nodiscard]] std::vector<model::KubernetesObject> objects_to_delete(const Draft& draft);
/// The generation of the stage that is under way, which is the desired one without a sequence. A stage is over once its generation has
/// passed its gate and what it deletes is gone.
[[nodiscard]] model::Generation generation_of_stage(ComponentDraft& component, const model::Generation& desired);
/// True when nothing speaks against publishing the generation in place of what runs. A refusal is recorded in the
/// ledger as a failure of the generation.
bool plan_rehearsal(ComponentDraft& component, const model::Generation& generation);
struct Verdict;
/// True when nobody else listens where the generation will; else the verdict says who, or a look is due.
bool plan_port(ComponentDraft& component, const model::Generation& next, Verdict& verdict);
/// Files that flags name and others keep: their bytes count, and that they are there.
void plan_files_of_others(ComponentDraft& component);
/// Where one was swapped under the container that runs, the generation is another.
void note_mounted_directories(ComponentDraft& component);
/// The generation that is desired, as far as it is known.
struct Target {
    std::optional<model::Generation> generation;
    std::string missing;  ///< what has to be known first; empty with a generation
};
[[nodiscard]] Target target_of(const ComponentDraft& component, const ImageOutcome& image);
/// The files that the component reads. A target that has failed leaves them as the last good generation reads them.
void plan_config_files(ComponentDraft& component, const Target& target);
void plan_other_static_pods(Draft& draft);
/// What is to be said of the published generation. The ledger remembers it, cures too, so it comes before the target.
[[nodiscard]] Verdict take_verdict(ComponentDraft& component);
/// Settings of an API server made by hand that something goes by, where planekeeper's are others; a sentence each.
[[nodiscard]] std::vector<std::string> lasting_differences(const ComponentDraft& component);
/// Tells them until what takes its place has kept well.
void warn_of_lasting_settings(ComponentDraft& component);
void plan_rollout(ComponentDraft& component, const ImageOutcome& image, const Target& target, Verdict verdict);
/// Does what the kubelet cannot do as long as no API server answers.
void plan_kubelet(ComponentDraft& component);
/// In place of a rollout: what is published is kept as it is, or falls back.
void plan_standstill(ComponentDraft& component, Verdict verdict);
void plan_kubernetes_objects(Draft& draft);
void plan_node_marks(Draft& draft);
/// As observed of each component.
[[nodiscard]] model::PerComponent<std::set<std::string>> link_ends(const Draft& draft);
[[nodiscard]] bool api_is_usable(const Draft& draft);
void wait_for_api(Draft& draft, model::ResourceId id, model::Verb verb, std::string summary);
void plan_removals(Draft& draft);
/// A static pod of the user's is there once its containers run, not once its manifest lies there.
void report_static_pods(Draft& draft);
/// Tells where others than root can put something in the place of what planekeeper keeps.
void report_open_directories(Draft& draft);
/// Removes images and downloads of planekeeper's that no generation needs, once nothing is on its way.
void plan_collection(Draft& draft, const std::vector<ImageOutcome>& images);

}  // namespace planekeeper::plan
