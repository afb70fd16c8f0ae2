#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::node_marks_plan_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

const model::Taint master{"node-role.kubernetes.io/master", "", "NoSchedule"};
const model::Taint foreign{"example.com/dedicated", "storage", "NoSchedule"};

void look_again(World& world) {
    world.advance(std::chrono::minutes{1});
    world.follow(world.plan());
}

TEST(NodeMarks, LabelsOfTheVersionAreAdded) {
    const auto world = converged_world();
    EXPECT_THAT(world.node_labels, IsSupersetOf(kubernetes::version_facts(world.desired.version).control_plane_labels));
}

TEST(NodeMarks, TaintAndLabelsAreNotWrittenAtOnce) {
    World world;
    world.desired.default_taints = true;
    for (int i = 0; i < 40 && !world.observed.api.objects_known; ++i) {
        world.follow(world.plan());
        world.advance(std::chrono::seconds{1});
    }

    const auto plan = world.plan();

    EXPECT_NE(change_of(plan, ResourceKind::node_taints, "k8s-master"), nullptr);
    EXPECT_EQ(change_of(plan, ResourceKind::node_labels, "k8s-master"), nullptr);
    EXPECT_TRUE(world.converge());
}

World with_default_marks() {
    World world;
    world.desired.default_taints = true;
    EXPECT_TRUE(world.converge());
    EXPECT_THAT(world.node_taints, Contains(master));
    look_again(world);
    return world;
}

TEST(DefaultMarks, ThatAPersonTookOffStayOff) {
    auto world = with_default_marks();
    world.node_taints = {foreign};
    world.node_labels.clear();
    look_again(world);

    ASSERT_TRUE(world.converge());

    EXPECT_THAT(world.node_taints, ElementsAre(foreign));
    EXPECT_THAT(world.node_labels, IsEmpty());
    EXPECT_THAT(status_of(world.plan(), "NodeTaints/k8s-master").message, HasSubstr("spec.taints would put it on"));
    EXPECT_THAT(status_of(world.plan(), "NodeLabels/k8s-master").message, HasSubstr("stays off"));
}

TEST(DefaultMarks, ComeBackOnceTheFileNamesThem) {
    auto world = with_default_marks();
    world.node_taints.clear();
    look_again(world);
    ASSERT_TRUE(world.converge());
    world.desired.default_taints = false;  // the same taint, declared

    ASSERT_TRUE(world.converge());

    EXPECT_THAT(world.node_taints, Contains(master));
    world.node_taints.clear();
    look_again(world);
    EXPECT_NE(change_of(world.plan(), ResourceKind::node_taints, "k8s-master"), nullptr) << "what is declared is kept";
}

TEST(DefaultMarks, AreTriedAgainUntilTheyWereSeenOnTheNode) {
    World world;
    world.desired.default_taints = true;
    for (int i = 0; i < 40 && change_of(world.plan(), ResourceKind::node_taints, "k8s-master") == nullptr; ++i) {
        world.follow(world.plan());
        world.advance(std::chrono::seconds{1});
    }
    world.ledger = world.plan().ledger;  // the power fails before the write

    EXPECT_NE(change_of(world.plan(), ResourceKind::node_taints, "k8s-master"), nullptr);
}

TEST(DefaultMarks, OfANodeWithAHandMadeServerAreItsOwners) {
    World world;
    world.desired.default_taints = true;
    const auto manifest = world.desired.static_pods.directory + "/" +
                          world.desired.component(model::ComponentId::api_server).manifest_file;
    world.observed.files[manifest] = {
        .presence = Presence::present, .mode = 0644, .digest = Digest::of("kind: Pod\n"), .text = "kind: Pod\n"};

    ASSERT_TRUE(world.converge());

    EXPECT_THAT(world.node_taints, IsEmpty());
    EXPECT_THAT(world.node_labels, IsEmpty());
}

TEST(DefaultMarks, OfANodeWithAHandMadeServerOfAnyNameStayAsItsOwnerHasThem) {
    for (const std::string name : {"kube-api-server.yaml", "my-apiserver.yaml"}) {
        World world;
        world.desired.default_taints = true;
        const auto labels = kubernetes::version_facts(world.desired.version).control_plane_labels;
        ASSERT_EQ(labels.size(), 2U);
        world.node_labels = {labels.front()};
        world.publish_all();
        const std::string text = "kind: Pod\nspec: {containers: [{name: kube-apiserver, command: [kube-apiserver]}]}\n";
        world.observed.files["/etc/kubelet.d/" + name] = {
            .presence = Presence::present, .mode = 0644, .digest = Digest::of(text), .text = text};
        world.observed.foreign_texts["/etc/kubelet.d/" + name] = text;
        world.follow(world.plan());
        world.observed.foreign_texts.clear();

        ASSERT_TRUE(world.converge()) << name;
        look_again(world);
        ASSERT_TRUE(world.converge()) << name;

        EXPECT_THAT(world.node_taints, IsEmpty()) << name;
        EXPECT_THAT(world.node_labels, ElementsAre(labels.front())) << name << ": the other one was taken off";
    }
}

TEST(DefaultMarks, OfTheNextVersionComeOnlyWhereTheLastOnesAreKept) {
    for (const bool kept : {true, false}) {
        auto world = with_default_marks();
        const model::Taint next{"node-role.kubernetes.io/control-plane", "", "NoSchedule"};
        if (!kept) world.node_taints.clear();
        look_again(world);
        ASSERT_TRUE(world.converge());
        world.desired.taints = {next};  // the version after the next declares this

        ASSERT_TRUE(world.converge());

        EXPECT_EQ(world.node_taints, kept ? std::vector{next} : std::vector<model::Taint>{});
    }
}

TEST(NodeMarks, ATaintThatIsNoLongerDeclaredIsTakenOff) {
    auto world = converged_world();
    world.node_taints.push_back(foreign);
    look_again(world);
    ASSERT_THAT(world.node_taints, Contains(master));
    world.desired.taints.clear();

    ASSERT_TRUE(world.converge());

    EXPECT_THAT(world.node_taints, ElementsAre(foreign));
    EXPECT_THAT(world.ledger.taints, Contains(master)) << "until it was seen to be gone";
    look_again(world);
    EXPECT_THAT(world.plan().ledger.taints, IsEmpty());
}

TEST(NodeMarks, WithoutTaintsTheNodeIsNotLookedFor) {
    World world;
    world.desired.taints.clear();
    world.desired.policies.pods = model::PodPolicy::none;
    for (int i = 0; i < 40; ++i) {
        world.follow(world.plan());
        world.observed.api.node.reset();  // the daemon may not read the node
        world.advance(std::chrono::seconds{1});
    }
    EXPECT_TRUE(world.plan().converged);
    EXPECT_THAT(world.node_labels, IsEmpty());
}

TEST(NodeMarks, ATaintOfSomebodyElseIsNeverTakenOff) {
    auto world = converged_world();
    world.ledger.taints.clear();
    world.node_taints = {foreign};
    world.desired.taints.clear();
    look_again(world);
    EXPECT_THAT(world.plan().changes, IsEmpty());
    EXPECT_THAT(world.node_taints, ElementsAre(foreign));
}

}  // namespace
}  // namespace planekeeper::plan::test::node_marks_plan_test
