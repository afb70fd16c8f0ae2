#include <fmt/format.h>

#include <algorithm>

#include "plan/steps.hpp"

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

/// The interval of looks while a pod does not run. A look starts processes, and a new container's log wakes the daemon
/// anyway.
constexpr auto pods_recheck = 10s;

/// Containers of the pod that do not run, for people.
std::string missing_containers(const Draft& draft, const model::RawManifest& manifest) {
    const auto& running = draft.observed.runtime.running;
    const auto pod = running.find(manifest.pod);
    std::string missing;
    for (const auto& name : manifest.containers) {
        if (pod != running.end() && pod->second.contains(name)) continue;
        missing += (missing.empty() ? "" : ", ") + name;
    }
    return missing;
}

bool is_ready(const Draft& draft, const ResourceId& id) {
    return std::ranges::any_of(draft.plan.resources, [&](const auto& resource) {
        return resource.id == id && resource.state == State::ready;
    });
}

void look_again(Draft& draft) {
    const auto next = draft.observed.runtime.checked_at + pods_recheck;
    if (next > draft.now.steady) return draft.due(next);
    draft.look(model::LookKind::runtime);
}

}  // namespace

void report_static_pods(Draft& draft) {
    const auto& runtime = draft.observed.runtime;
    if (draft.observed.offline) return;
    for (const auto& manifest : draft.desired.manifests) {
        const ResourceId id{ResourceKind::static_pod,
                            fmt::format("{}/{}", draft.desired.static_pods.directory, manifest.file_name)};
        if (manifest.pod.empty() || !is_ready(draft, id)) continue;
        const auto missing = missing_containers(draft, manifest);
        if (missing.empty()) continue;
        look_again(draft);
        if (!runtime.error.empty()) {
            draft.status(id, State::pending, "RuntimeUnavailable", runtime.error);
        } else if (!runtime.known) {
            draft.status(id, State::progressing, "Checking", "the runtime is being asked");
        } else {
            draft.status(id, State::progressing, "WaitsForKubelet",
                         fmt::format("the manifest is there, and of the pod {} these containers do not run: {}. crictl "
                                     "ps -a and journalctl -u kubelet say why",
                                     manifest.pod, missing));
        }
    }
}

}  // namespace planekeeper::plan
