#include "plan/life_before.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "plan/found_server.hpp"

namespace planekeeper::plan {

using namespace std::chrono_literals;
using model::State;

namespace {

/// After this time a sign of an earlier life is looked at again.
constexpr auto life_recheck = 30s;

std::vector<std::string> signs_of_life(const Draft& draft, const kubernetes::MaterialItem& item) {
    const auto& life = draft.observed.life;
    auto signs = life.of_data;
    const auto& rollout = api_server_rollout(draft);
    if (takes_over(rollout))
        signs.push_back(fmt::format("{}: the manifest of a kube-apiserver", rollout.last_good->path));
    // An authority that is here may have signed these credentials for a node that only begins, so they count only where
    // the authority itself is missing.
    if (item.type == kubernetes::MaterialType::authority) {
        signs.insert(signs.end(), life.of_authority.begin(), life.of_authority.end());
    }
    return signs;
}

}  // namespace

bool is_blank(Draft& draft, const kubernetes::MaterialItem& item) {
    if (draft.plan.ledger.new_cluster) return true;
    const model::ResourceId id{model::ResourceKind::key_material, item.name};
    const auto& life = draft.observed.life;
    if (life.checked_at == SteadyTime::min()) {
        draft.look(model::LookKind::life);
        draft.status(id, State::progressing, "Checking", "it is missing; was there a life in which it was used?");
        return false;
    }
    const auto signs = signs_of_life(draft, item);
    if (signs.empty()) return true;
    if (life.checked_at + life_recheck <= draft.now.steady) draft.look(model::LookKind::life);
    draft.due(std::max<SteadyTime>(life.checked_at + life_recheck, draft.now.steady + 1s));
    draft.status(id, State::failed, "KeyLost",
                 fmt::format("it is missing, and there are signs of an earlier cluster: {}. Stored objects may need "
                             "it, so no new one is made: put the earlier files in place, or restore a backup. If "
                             "nothing of the earlier cluster is needed, run `planekeeper init --new-cluster`",
                             fmt::join(signs, "; ")));
    return false;
}

}  // namespace planekeeper::plan
