#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include "daemon.hpp"
#include "ledger/custody.hpp"

// kill -9, a full disk or a bad sector at any point: afterwards the node gets into the same state as without the fault.

namespace planekeeper::scenarios::faults_test {
namespace {

using namespace std::chrono_literals;

std::string desired_text() { return FakeNode::text("  adminKubeconfig: {file: /etc/planekeeper/admin.kubeconfig}\n"); }

/// Mode of each path; bytes where they do not depend on a random key.
std::map<std::string, std::string> shape_of(const FakeNode& node) {
    std::map<std::string, std::string> shape;
    for (const auto& [path, file] : node.files.nodes()) {
        if (path.starts_with("/var/log/containers/")) continue;
        auto& line = shape[path];
        line = std::to_string(file.metadata.mode);
        if (path == "/etc/kubernetes/config/audit-policy.yaml") line += file.bytes;
    }
    return shape;
}

std::map<std::string, std::string> custody_of(const FakeNode& node) {
    std::map<std::string, std::string> custody;
    for (const auto& [path, file] : node.files.nodes()) {
        if (path.starts_with(ledger::Custody::directory() + "/")) custody[path] = file.bytes;
    }
    return custody;
}

/// The paths that differ, for a readable failure.
std::string difference(const std::map<std::string, std::string>& found,
                       const std::map<std::string, std::string>& expected) {
    std::string text;
    for (const auto& [path, line] : found) {
        if (!expected.contains(path)) text += "too much: " + path + "\n";
    }
    for (const auto& [path, line] : expected) {
        if (!found.contains(path))
            text += "missing: " + path + "\n";
        else if (found.at(path) != line)
            text += "other: " + path + "\n";
    }
    return text;
}

/// The number of effects from a blank node to convergence, and the final state of the node.
struct Undisturbed {
    std::size_t effects = 0;
    std::map<std::string, std::string> shape;
};

Undisturbed undisturbed() {
    FakeNode node;
    node.desire(desired_text());
    Daemon daemon{node};
    EXPECT_TRUE(daemon.converge()) << daemon.unready();
    daemon.passes(3);
    return {node.faults().count(), shape_of(node)};
}

/// Makes passes until the crash. False: the crash never came.
bool lives_until_the_crash(FakeNode& node, std::size_t after) {
    Daemon daemon{node};
    node.faults().crash_after(after);
    try {
        daemon.passes(60);
    } catch (const fakes::Crash&) {
        return true;
    }
    return false;
}

TEST(Crash, AfterAnyEffectOnABlankNodeEndsInTheSameNode) {
    const auto expected = undisturbed();
    ASSERT_GT(expected.effects, 30U);
    for (std::size_t n = 1; n <= expected.effects; ++n) {
        SCOPED_TRACE("crash after effect " + std::to_string(n));
        FakeNode node;
        node.desire(desired_text());
        ASSERT_TRUE(lives_until_the_crash(node, n));
        const auto made = custody_of(node);
        const auto starts = node.starts;

        Daemon daemon{node};
        ASSERT_TRUE(daemon.converge()) << daemon.unready();
        daemon.passes(3);

        EXPECT_EQ(difference(shape_of(node), expected.shape), "");
        for (const auto& [path, bytes] : made) EXPECT_EQ(node.files.content(path), bytes) << path;
        EXPECT_EQ(node.starts, 1);
        EXPECT_LE(starts, 1);
        EXPECT_TRUE(daemon.snapshot().plan.empty());
        EXPECT_EQ(daemon.snapshot().generation, daemon.snapshot().last_good_generation);
    }
}

TEST(Crash, AfterAnyEffectOfAChangeEndsInOneNewPod) {
    for (std::size_t n = 1; n < 40; ++n) {
        SCOPED_TRACE("crash after effect " + std::to_string(n));
        FakeNode node;
        node.desire(desired_text());
        {
            Daemon daemon{node};
            ASSERT_TRUE(daemon.converge()) << daemon.unready();
            daemon.passes(3);
        }
        const auto made = custody_of(node);
        node.desire(desired_text() + "  apiserver: {flags: {v: 4}, audit: {policyFile: /etc/kubernetes/other.yaml}}\n");
        const bool crashed = lives_until_the_crash(node, n);
        if (!crashed) {
            EXPECT_GT(n, 5U);
            return;
        }

        Daemon daemon{node};
        ASSERT_TRUE(daemon.converge()) << daemon.unready();
        daemon.passes(5);

        EXPECT_EQ(custody_of(node), made);
        EXPECT_EQ(node.pods, 2);
        EXPECT_TRUE(node.files.content(FakeNode::manifest).contains("--v=4"));
        EXPECT_FALSE(node.files.exists("/etc/kubernetes/config/audit-policy.yaml"));
        EXPECT_TRUE(node.files.exists("/etc/kubernetes/other.yaml"));
    }
    FAIL() << "the change has more effects than expected";
}

TEST(Crash, TwiceInARowStillEndsInTheSameNode) {
    const auto expected = undisturbed();
    for (std::size_t n = 1; n <= expected.effects; n += 3) {
        SCOPED_TRACE("crash after effect " + std::to_string(n));
        FakeNode node;
        node.desire(desired_text());
        ASSERT_TRUE(lives_until_the_crash(node, n));
        (void)lives_until_the_crash(node, 2);
        const auto made = custody_of(node);

        Daemon daemon{node};
        ASSERT_TRUE(daemon.converge()) << daemon.unready();
        daemon.passes(3);

        EXPECT_EQ(difference(shape_of(node), expected.shape), "");
        for (const auto& [path, bytes] : made) EXPECT_EQ(node.files.content(path), bytes) << path;
    }
}

class OneFailure : public ::testing::TestWithParam<int> {};

TEST_P(OneFailure, OfAnyEffectIsTriedAgainAndEndsInTheSameNode) {
    const auto expected = undisturbed();
    for (std::size_t n = 1; n <= expected.effects; ++n) {
        SCOPED_TRACE("effect " + std::to_string(n) + " fails");
        FakeNode node;
        node.desire(desired_text());
        node.faults().fail_nth(n, GetParam());
        Daemon daemon{node};

        ASSERT_TRUE(daemon.converge()) << daemon.unready();
        daemon.passes(3);

        EXPECT_EQ(difference(shape_of(node), expected.shape), "");
        EXPECT_EQ(node.starts, 1);
    }
}

INSTANTIATE_TEST_SUITE_P(Errors, OneFailure, ::testing::Values(ENOSPC, EIO, EROFS));

TEST(FullDisk, ThatStaysFullIsReportedAndSurvived) {
    const auto expected = undisturbed();
    for (const std::size_t n : {1UL, 5UL, 12UL, 20UL, 30UL}) {
        SCOPED_TRACE("full from effect " + std::to_string(n));
        FakeNode node;
        node.desire(desired_text());
        node.faults().fail_from(n, ENOSPC);
        Daemon daemon{node};
        daemon.passes(30);
        EXPECT_FALSE(daemon.is_converged());
        EXPECT_LT(node.faults().count(), n + 400) << "it spins";
        node.faults().clear();

        node.clock.advance(2min);
        ASSERT_TRUE(daemon.converge()) << daemon.unready();
        daemon.passes(3);

        EXPECT_EQ(difference(shape_of(node), expected.shape), "");
    }
}

/// One pass may write all files, and a bad card may need seconds for each.
TEST(Faults, TheSupervisorHearsOfEachFileThatIsWritten) {
    FakeNode node;
    node.desire(desired_text());
    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    const auto heard = std::ranges::count(daemon.notifier().calls(), "watchdog");
    ASSERT_GT(daemon.snapshot().counters.files_written, 5U);
    EXPECT_GE(static_cast<std::size_t>(heard), daemon.snapshot().counters.files_written);
}

TEST(CutShort, WhatAKillLeftOfWritesIsRemovedAtTheNextStart) {
    ConvergedNode node;
    node.daemon.reset();
    const std::vector<std::string> left{"/etc/kubelet.d/.second.yaml.planekeeper-tmp",
                                        "/var/lib/kubernetes/.old-key.pem.planekeeper-tmp",
                                        "/var/lib/planekeeper/custody/.ca.planekeeper-tmp"};
    for (const auto& path : left) node.files.put(path, "half", {.mode = 0600});
    node.files.put("/etc/kubelet.d/.hidden", "somebody's");

    node.daemon.emplace(node);
    node.daemon->passes(2);

    for (const auto& path : left) EXPECT_FALSE(node.files.exists(path)) << path;
    EXPECT_TRUE(node.files.exists("/etc/kubelet.d/.hidden"));
}

}  // namespace
}  // namespace planekeeper::scenarios::faults_test
