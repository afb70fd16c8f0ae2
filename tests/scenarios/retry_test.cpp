#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include "converged_node.hpp"
#include "fakes/elf_program.hpp"
#include "ledger/ledger_store.hpp"

// Whether a failed generation is tried again, and what runs meanwhile.

namespace planekeeper::scenarios::retry_test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

const std::string flag_v4 = FakeNode::text("  apiserver: {flags: {v: \"4\"}}\n");
const std::string flag_v5 = FakeNode::text("  apiserver: {flags: {v: \"5\"}}\n");

bool is(const std::string& manifest, const char* flag) { return manifest.contains(flag); }

int published(const Daemon& daemon, const std::string& words) {
    return static_cast<int>(std::ranges::count_if(daemon.events().recent(), [&](const model::Event& event) {
        return event.resource.starts_with("StaticPod/") && event.message.contains(words);
    }));
}

TEST(SlowGeneration, IsTriedAgainLaterAndLaterUntilItRuns) {
    ConvergedNode node;
    node.fate = [](const std::string& manifest) { return Fate{.answers = !is(manifest, "--v=4")}; };
    node.desire(flag_v4);

    node.daemon->passes(20, 30s);
    EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    EXPECT_THAT(node.daemon->condition("Degraded").message, HasSubstr("tried again at"));
    EXPECT_TRUE(node.api_is_up());
    EXPECT_EQ(node.pods, 3) << "good, slow, good again";

    node.daemon->passes(240, 1min);
    EXPECT_GE(published(*node.daemon, "tried again"), 3);
    EXPECT_LE(published(*node.daemon, "tried again"), 5) << "after 10, 20, 40, 80 minutes";
    EXPECT_TRUE(node.api_is_up());

    node.fate = [](const std::string&) { return Fate{}; };
    node.daemon->passes(130, 1min);
    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
    EXPECT_THAT(node.files.content(FakeNode::manifest), HasSubstr("--v=4"));
    EXPECT_EQ(ledger::LedgerStore{node.files}.load()->rollouts[model::ComponentId::api_server].failed.size(), 0U);
}

TEST(SlowGeneration, IsTriedAtOnceWhenSomebodyAsks) {
    ConvergedNode node;
    node.fate = [](const std::string& manifest) { return Fate{.answers = !is(manifest, "--v=4")}; };
    node.desire(flag_v4);
    node.daemon->passes(20, 30s);
    ASSERT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    node.fate = [](const std::string&) { return Fate{}; };

    node.daemon->reconciler().retry();

    EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.pods, 4);
}

TEST(SlowGeneration, IsAskedForUntilTheLedgerKnows) {
    ConvergedNode node;
    node.fate = [](const std::string& manifest) { return Fate{.answers = !is(manifest, "--v=4")}; };
    node.desire(flag_v4);
    node.daemon->passes(20, 30s);
    ASSERT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    node.fate = [](const std::string&) { return Fate{}; };
    node.faults().fail_from(1, ENOSPC);
    node.daemon->reconciler().retry();
    node.daemon->passes(3);
    EXPECT_EQ(node.pods, 3);
    node.faults().clear();

    EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.pods, 4);
}

TEST(RefusedGeneration, IsRehearsedAnewWhenSomebodyAsks) {
    ConvergedNode node;
    node.rehearsal = [] { return edges::ProcessOutcome{.exit_code = 1, .errors = "Error: unknown flag: --no-such\n"}; };
    node.desire(flag_v4);
    node.daemon->passes(240, 1min);
    ASSERT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    EXPECT_EQ(node.rehearsals, 1) << "what cannot change by itself is not tried again";
    node.rehearsal = nullptr;

    node.daemon->reconciler().retry();

    EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.rehearsals, 2);
}

TEST(YoungGeneration, ThatEndsAfterItsGateFallsBack) {
    ConvergedNode node;
    const auto good = node.files.content(FakeNode::manifest);
    node.desire(flag_v4);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    node.fate = [](const std::string& manifest) {
        if (!is(manifest, "--v=4")) return Fate{};
        return Fate{.running = false, .exit_code = 1, .reason = "Error", .log = "Error: unknown flag: --no-such\n"};
    };

    node.end_container();
    node.daemon->passes(60);

    EXPECT_EQ(node.files.content(FakeNode::manifest), good);
    EXPECT_TRUE(node.api_is_up());
    EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
}

TEST(YoungGeneration, ThatIsUnreadyForAMomentStays) {
    ConvergedNode node;
    node.desire(flag_v4);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    node.daemon->passes(2, 2min);
    node.set_answers(false);
    node.daemon->passes(9, 10s);
    node.set_answers(true);

    EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.pods, 2);
}

TEST(Fallback, ThatDoesNotRunEitherGoesToTheGoodOneBefore) {
    ConvergedNode node;
    const auto oldest = node.files.content(FakeNode::manifest);
    node.desire(flag_v4);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    node.daemon->passes(3, 5min);
    node.fate = [&](const std::string& manifest) {
        if (manifest == oldest) return Fate{};
        return Fate{.running = false, .exit_code = 1, .reason = "Error", .log = "Error: unknown flag: --no-such\n"};
    };
    node.desire(flag_v5);

    node.daemon->passes(120);

    EXPECT_EQ(node.files.content(FakeNode::manifest), oldest);
    EXPECT_TRUE(node.api_is_up());
    EXPECT_EQ(node.daemon->condition("Degraded").reason, "FellBack");
    EXPECT_EQ(node.pods, 5) << "three generations, and two on the way back";
}

TEST(Fallback, LeavesOutAGenerationWhoseImageIsLost) {
    ConvergedNode node;
    const auto oldest = node.files.content(FakeNode::manifest);
    const auto old_image = *node.images.begin();
    node.files.put(FakeNode::binary, fakes::ElfProgram{.words = "newer"}.bytes());
    node.daemon->passes(1);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    node.daemon->passes(3, 5min);
    node.files.put(FakeNode::binary, fakes::ElfProgram{.words = "newest"}.bytes());
    node.fate = [&](const std::string& manifest) {
        return Fate{.running = manifest == oldest, .exit_code = 1, .log = "Error: unknown flag: --no-such\n"};
    };
    std::erase_if(node.images, [&](const auto& image) { return image != old_image; });

    node.daemon->passes(120);

    EXPECT_EQ(node.files.content(FakeNode::manifest), oldest);
    EXPECT_TRUE(node.api_is_up());
}

}  // namespace
}  // namespace planekeeper::scenarios::retry_test
