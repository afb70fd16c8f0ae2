#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"
#include "fakes/elf_program.hpp"

namespace planekeeper::scenarios::convergence_test {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace std::chrono_literals;

constexpr const char* pki = "/var/lib/kubernetes/";

TEST(BlankNode, BecomesAsTheFileSays) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};

    ASSERT_TRUE(daemon.converge()) << daemon.unready();

    for (const char* name : {"ca.pem", "ca-key.pem", "kubernetes.pem", "kubernetes-key.pem", "service-account.pem",
                             "service-account-key.pem", "encryption-config.yaml"}) {
        EXPECT_TRUE(node.files.exists(std::string{pki} + name)) << name;
    }
    EXPECT_EQ(node.files.node(std::string{pki} + "ca-key.pem").metadata.mode, 0600U);
    EXPECT_TRUE(node.files.exists(FakeNode::manifest));
    EXPECT_THAT(node.images, SizeIs(1));
    EXPECT_EQ(node.starts, 1);
    EXPECT_EQ(node.objects.count(), 3U);
    EXPECT_THAT(node.taints, HasSubstr("node-role.kubernetes.io/master"));
    EXPECT_THAT(node.taints, HasSubstr("example.com/dedicated"));
    EXPECT_EQ(daemon.condition("APIServerHealthy").status, model::ConditionStatus::yes);
    EXPECT_EQ(daemon.snapshot().generation, daemon.snapshot().last_good_generation);
}

TEST(BlankNode, IsServedFromTheFirstPassOn) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};

    daemon.pass();
    EXPECT_THAT(daemon.notifier().calls(), Contains("ready").Times(1));
    EXPECT_TRUE(daemon.snapshot().complete);
    daemon.pass();
    EXPECT_THAT(daemon.notifier().calls(), Contains("ready").Times(1));
}

TEST(BlankNode, GetsTheManifestLastAndInOneStep) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};

    ASSERT_TRUE(daemon.converge()) << daemon.unready();

    EXPECT_EQ(node.files.effects().back().substr(0, 8), "replace ");
    std::vector<std::string> in_manifest_directory;
    std::size_t manifest_at = 0;
    std::size_t last_key_at = 0;
    for (std::size_t i = 0; i < node.files.effects().size(); ++i) {
        const auto& effect = node.files.effects()[i];
        if (effect.contains("/etc/kubelet.d/")) in_manifest_directory.push_back(effect);
        if (effect.contains("/etc/kubelet.d/")) manifest_at = i;
        if (effect.contains(pki)) last_key_at = i;
    }
    EXPECT_THAT(in_manifest_directory, ::testing::ElementsAre("replace " + std::string{FakeNode::manifest}));
    EXPECT_LT(last_key_at, manifest_at);
}

TEST(QuietNode, IsNotTouchedByFurtherPasses) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    daemon.passes(3);
    node.files.forget_effects();
    node.processes.forget_calls();

    for (int i = 0; i < 30; ++i) {
        EXPECT_FALSE(daemon.pass());
        EXPECT_THAT(daemon.snapshot().plan, IsEmpty());
        node.clock.advance(1s);
    }

    EXPECT_THAT(node.files.effects(), IsEmpty());
    EXPECT_THAT(node.processes.calls(), IsEmpty());
    EXPECT_EQ(node.starts, 1);
}

TEST(QuietNode, NeedsNoWritesOverADay) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    daemon.passes(3, 5min);
    node.files.forget_effects();

    daemon.passes(288, 5min);

    EXPECT_THAT(node.files.effects(), IsEmpty());
    EXPECT_TRUE(daemon.is_converged()) << daemon.unready();
    EXPECT_EQ(node.starts, 1);
}

TEST(QuietNode, IsNotTouchedByANewDaemon) {
    FakeNode node;
    node.desire(FakeNode::text());
    {
        Daemon first{node};
        ASSERT_TRUE(first.converge()) << first.unready();
        first.passes(3);
    }
    node.files.forget_effects();
    Daemon second{node};

    ASSERT_TRUE(second.converge()) << second.unready();
    second.passes(5);

    EXPECT_THAT(node.files.effects(), IsEmpty());
    EXPECT_EQ(node.starts, 1);
}

TEST(QuietNode, IsLookedAtOnceMoreWhenWatchingBegins) {
    FakeNode node;
    node.desire(FakeNode::text());
    ASSERT_TRUE(Daemon{node}.converge());
    Daemon daemon{node};

    EXPECT_TRUE(daemon.reconciler().step()) << "a change between look and watch would not be seen";
    EXPECT_FALSE(daemon.reconciler().step());
}

TEST(Drift, OfAKeyIsPutRightByteForByteWithoutARestart) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    const std::string path = std::string{pki} + "kubernetes-key.pem";
    const auto key = node.files.content(path);
    node.files.erase(path);

    daemon.passes(5);

    ASSERT_TRUE(node.files.exists(path));
    EXPECT_EQ(node.files.content(path), key);
    EXPECT_EQ(node.files.node(path).metadata.mode, 0600U);
    EXPECT_TRUE(daemon.is_converged()) << daemon.unready();
    EXPECT_EQ(node.starts, 1);
}

TEST(Drift, OfTheManifestIsPutRight) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    const auto manifest = node.files.content(FakeNode::manifest);
    node.files.put(FakeNode::manifest, manifest + "# a hand was here\n", {.mode = 0600});

    ASSERT_TRUE(daemon.converge(20)) << daemon.unready();

    EXPECT_EQ(node.files.content(FakeNode::manifest), manifest);
    EXPECT_EQ(node.pods, 1);
}

TEST(Drift, OfAModeLeavesTheBytesAlone) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    const std::string path = std::string{pki} + "ca-key.pem";
    const auto inode = node.files.node(path).inode;
    node.files.put_metadata(path, {.mode = 0644});

    daemon.passes(3);

    EXPECT_EQ(node.files.node(path).metadata.mode, 0600U);
    EXPECT_EQ(node.files.node(path).inode, inode);
}

TEST(Drift, OfAnObjectOrADeclaredTaintIsPutRight) {
    FakeNode node;
    node.desire(FakeNode::text("  taints: [{key: node-role.kubernetes.io/master, effect: NoSchedule}]\n"));
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    const auto objects = node.objects.written();
    node.objects.erase(objects.begin()->first);
    node.taints = "[]";
    ++node.resource_version;

    daemon.passes(60);

    EXPECT_EQ(node.objects.written(), objects);
    EXPECT_THAT(node.taints, HasSubstr("node-role.kubernetes.io/master"));
    EXPECT_TRUE(daemon.is_converged()) << daemon.unready();
}

TEST(DefaultMarks, ThatWereTakenOffStayOff) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    daemon.passes(60);
    node.taints = "[]";
    node.labels.clear();
    ++node.resource_version;

    daemon.passes(60);

    EXPECT_EQ(node.taints, "[]");
    EXPECT_TRUE(node.labels.empty());
    EXPECT_TRUE(daemon.is_converged()) << daemon.unready();
    EXPECT_THAT(daemon.resource("NodeTaints/k8s-master")->message, HasSubstr("stays off"));
}

TEST(Drift, OfTheImageIsBuiltAnew) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    const auto images = node.images;
    node.images.clear();

    daemon.passes(30, 1min);

    EXPECT_EQ(node.images, images);
    EXPECT_EQ(node.starts, 1);
}

TEST(Change, OfAFlagIsExactlyOneNewPod) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    node.desire(FakeNode::text("  apiserver: {flags: {v: 4}}\n"));

    daemon.passes(30);

    EXPECT_TRUE(daemon.is_converged()) << daemon.unready();
    EXPECT_THAT(node.files.content(FakeNode::manifest), HasSubstr("--v=4"));
    EXPECT_EQ(node.pods, 2);
    EXPECT_EQ(node.starts, 2);
}

TEST(Change, OfTheNamesInTheCertificateRestartsNothing) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    const auto certificate = node.files.content(std::string{pki} + "kubernetes.pem");
    node.desire(FakeNode::text("  pki: {extraSANs: [api.example.org]}\n"));

    daemon.passes(20);

    EXPECT_TRUE(daemon.is_converged()) << daemon.unready();
    EXPECT_NE(node.files.content(std::string{pki} + "kubernetes.pem"), certificate);
    EXPECT_EQ(node.pods, 1);
}

TEST(Change, ThatRestartsNothingLeavesTheApiServerHealthyAllAlong) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    node.desire(FakeNode::text("  taints: [{key: example.org/mine, effect: NoSchedule}]\n"));

    for (int i = 0; i < 20; ++i) {
        daemon.pass();
        EXPECT_EQ(daemon.condition("APIServerHealthy").status, model::ConditionStatus::yes) << "pass " << i;
        node.clock.advance(1s);
    }

    EXPECT_TRUE(daemon.is_converged()) << daemon.unready();
    EXPECT_THAT(node.taints, HasSubstr("example.org/mine"));
}

TEST(Change, OfTheBinaryIsANewImageAndOneNewPod) {
    FakeNode node;
    node.desire(FakeNode::text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    node.files.put(FakeNode::binary, fakes::ElfProgram{.words = "another"}.bytes(), {.mode = 0755});

    daemon.passes(30);

    EXPECT_TRUE(daemon.is_converged()) << daemon.unready();
    EXPECT_THAT(node.images, SizeIs(2)) << "the previous generation may be needed again";
    EXPECT_EQ(node.pods, 2);
}

TEST(Restart, OfTheDaemonNeverCallsAHealthyServerIll) {
    ConvergedNode node;
    node.daemon.emplace(node);
    for (int i = 0; i < 6; ++i) {
        node.daemon->pass();
        EXPECT_NE(node.daemon->condition("APIServerHealthy").status, model::ConditionStatus::no)
            << node.daemon->condition("APIServerHealthy").message;
        node.clock.advance(std::chrono::milliseconds{300});
    }
    EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
}

}  // namespace
}  // namespace planekeeper::scenarios::convergence_test
