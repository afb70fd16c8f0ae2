#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "converged_node.hpp"

// A node with a live kube-apiserver that was made by hand.

namespace planekeeper::scenarios::takeover_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string image = "k8s.gcr.io/kube-apiserver:v1.20.1";
const std::string by_hand =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n  namespace: kube-system\nspec:\n  containers:\n"
    "  - name: kube-apiserver\n    image: " +
    image + "\n    command:\n    - kube-apiserver\n    - --secure-port=6443\n";
constexpr const char* other_path = "/etc/kubelet.d/apiserver.yaml";

/// A node with the keys of an earlier life and the manifest at `path`.
struct HandMadeNode : FakeNode {
    explicit HandMadeNode(const std::string& path = manifest) {
        ConvergedNode of_before;
        for (const char* name :
             {"ca", "ca-key", "kubernetes", "kubernetes-key", "service-account", "service-account-key"}) {
            const auto key = std::string{"/var/lib/kubernetes/"} + name + ".pem";
            files.put(key, of_before.files.content(key), {.mode = 0600});
        }
        const std::string encryption = "/var/lib/kubernetes/encryption-config.yaml";
        files.put(encryption, of_before.files.content(encryption), {.mode = 0600});
        files.put(path, by_hand, {.mode = 0644});
        images.insert(image);
        kubelet();
        desire(text());
        daemon.emplace(*this);
    }
    [[nodiscard]] bool runs_by_hand() const { return api_is_up() && running_manifest() == by_hand; }
    std::optional<Daemon> daemon;
};

Fate only_by_hand(const std::string& text) {
    if (text == by_hand) return Fate{};
    return Fate{.running = false,
                .exit_code = 1,
                .reason = "Error",
                .log = "Error: listen tcp: bind: cannot assign requested address\n"};
}

TEST(Takeover, IsRehearsedGatedAndAnnounced) {
    HandMadeNode node;
    const auto ca = node.files.content("/var/lib/kubernetes/ca-key.pem");
    node.daemon->passes(1);
    const auto& plan = node.daemon->snapshot().plan;
    const auto announced = std::ranges::find_if(plan, [](const auto& change) { return change.restarts.has_value(); });
    ASSERT_NE(announced, plan.end());
    EXPECT_THAT(announced->restart_reason, HasSubstr("ends, and this one takes its place"));
    for (const auto& change : plan) EXPECT_THAT(change.restart_reason, Not(HasSubstr("first time")));

    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();

    EXPECT_EQ(node.rehearsals, 1);
    EXPECT_EQ(node.pods, 2) << "one restart";
    EXPECT_EQ(node.files.content("/var/lib/kubernetes/ca-key.pem"), ca);
    EXPECT_FALSE(node.runs_by_hand());
}

TEST(Takeover, OverAMinorIsRefusedAndChangesNothing) {
    HandMadeNode node;
    node.api_version = "v1.17.4";

    node.daemon->passes(60);

    EXPECT_TRUE(node.runs_by_hand());
    EXPECT_EQ(node.pods, 1);
    EXPECT_EQ(node.objects.count(), 0U);
    EXPECT_EQ(node.files.node("/var/lib/kubernetes/ca.pem").metadata.mode, 0600U) << "not even touched";
    const auto* step = node.daemon->resource("KubernetesVersion/v1.20.1");
    ASSERT_NE(step, nullptr);
    EXPECT_EQ(step->reason, "StepRefused");
    EXPECT_THAT(step->message, HasSubstr("v1.18"));
}

TEST(Takeover, WithAKubeletThatIsTooOldIsRefused) {
    HandMadeNode node;
    node.api_version = "v1.19.4";
    node.kubelet_version = "v1.17.4";

    node.daemon->passes(60);

    EXPECT_TRUE(node.runs_by_hand());
    ASSERT_NE(node.daemon->resource("KubernetesVersion/v1.20.1"), nullptr);
    EXPECT_EQ(node.daemon->resource("KubernetesVersion/v1.20.1")->reason, "StepRefused");
}

TEST(Takeover, ThatIsRefusedInItsRehearsalLeavesWhatRuns) {
    HandMadeNode node;
    node.rehearsal = [] { return edges::ProcessOutcome{.exit_code = 1, .errors = "Error: unknown flag: --no-such\n"}; };

    node.daemon->passes(60);

    EXPECT_TRUE(node.runs_by_hand());
    EXPECT_EQ(node.pods, 1);
    EXPECT_EQ(node.files.node(FakeNode::manifest).metadata.mode, 0644U) << "not even touched";
    EXPECT_THAT(node.daemon->condition("APIServerHealthy").message, HasSubstr("made by hand runs on"));
}

TEST(Takeover, ThatDoesNotPassItsGateGoesBackToWhatWasMadeByHand) {
    for (const std::string path : {FakeNode::manifest, other_path}) {
        HandMadeNode node{path};
        node.fate = only_by_hand;

        node.daemon->passes(150);

        EXPECT_TRUE(node.runs_by_hand()) << path;
        ASSERT_TRUE(node.files.exists(path)) << path;
        EXPECT_EQ(node.files.content(path), by_hand);
        EXPECT_EQ(node.pods, 3) << "by hand, ours, by hand";
        EXPECT_EQ(node.twice, 0) << "two pods of one server cannot both run";
        EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack") << node.daemon->unready();

        node.fate = [](const std::string&) { return Fate{}; };
        node.daemon->reconciler().retry();
        EXPECT_TRUE(node.daemon->converge()) << path << node.daemon->unready();
    }
}

TEST(Takeover, OfAManifestOfAnotherNameTakesItAway) {
    HandMadeNode node{other_path};

    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    node.daemon->passes(3);

    EXPECT_FALSE(node.files.exists(other_path));
    EXPECT_EQ(node.pods, 2);
    EXPECT_EQ(node.twice, 0);
    const auto& events = node.daemon->events().recent();
    const auto removed = std::ranges::find(events, "Removed", &model::Event::reason);
    ASSERT_NE(removed, events.end());
    EXPECT_THAT(removed->message, HasSubstr("is kept as /var/lib/planekeeper/replaced/"));
    const auto* kept = node.daemon->resource(std::string{"File/"} + other_path);
    ASSERT_NE(kept, nullptr) << "status names the copy";
    EXPECT_EQ(kept->state, model::State::ready);
    EXPECT_THAT(kept->message, AllOf(HasSubstr("/var/lib/planekeeper/replaced/"), HasSubstr(".found")));
    node.daemon.reset();
    node.daemon.emplace(node);
    node.daemon->passes(3);
    EXPECT_NE(node.daemon->resource(std::string{"File/"} + other_path), nullptr) << "after a restart, too";

    node.files.put(other_path, by_hand, {.mode = 0644});
    node.daemon->passes(3);
    EXPECT_TRUE(node.files.exists(other_path)) << "what somebody puts there now is not planekeeper's";
    EXPECT_NE(node.daemon->resource(std::string{"StaticPod/"} + other_path), nullptr);
}

TEST(Takeover, OfAManifestOfAnotherNameLeavesNoLineOnceItsCopyIsRemoved) {
    HandMadeNode node{other_path};
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    node.daemon->passes(3);
    node.files.erase(std::string{model::replaced_directory} + other_path);

    node.daemon->passes(3, 10min);

    EXPECT_EQ(node.daemon->resource(std::string{"File/"} + other_path), nullptr);
}

TEST(Takeover, RecordsTheSettingsThatDifferInItsEvent) {
    HandMadeNode node{other_path};

    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();

    EXPECT_THAT(node.daemon->snapshot().warnings,
                Contains(HasSubstr("had --service-cluster-ip-range \"10.0.0.0/24\"")));
    const auto& events = node.daemon->events().recent();
    EXPECT_TRUE(std::ranges::any_of(events, [](const model::Event& event) {
        return event.message.contains("--service-cluster-ip-range \"10.0.0.0/24\"");
    }));
}

TEST(Takeover, WaitsWhileItsOwnerChangesTheManifest) {
    HandMadeNode node;
    node.rehearsal = [] { return edges::ProcessOutcome{.exit_code = 1, .errors = "Error: unknown flag: --no-such\n"}; };
    node.daemon->passes(30);
    const auto edited = by_hand + "    - --v=2\n";
    node.files.put(FakeNode::manifest, edited, {.mode = 0644});

    node.daemon->passes(10);

    EXPECT_EQ(node.files.content(FakeNode::manifest), edited);
}

TEST(Takeover, OfAServerWithoutItsKeysIsKeyLost) {
    HandMadeNode node;
    node.daemon.reset();
    node.files.erase("/var/lib/kubernetes");
    node.daemon.emplace(node);

    node.daemon->passes(20);

    EXPECT_TRUE(node.runs_by_hand());
    EXPECT_EQ(node.daemon->resource("KeyMaterial/ca")->reason, "KeyLost");
    const auto& plan = node.daemon->snapshot().plan;
    const auto refusal = std::ranges::find(plan, model::Verb::refuse, &model::PlannedChange::verb);
    ASSERT_NE(refusal, plan.end());
    EXPECT_THAT(refusal->summary, HasSubstr("KeyLost"));
}

}  // namespace
}  // namespace planekeeper::scenarios::takeover_test
