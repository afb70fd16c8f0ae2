#include "reconcile/observation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace planekeeper::reconcile::observation_test {
namespace {

using model::ComponentId;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const model::ResourceId resource{model::ResourceKind::file, "/etc/example"};
constexpr SteadyTime start{std::chrono::hours{1}};

class Merge : public testing::Test {
protected:
    model::ObservedComponent& server() { return seen_.components[ComponentId::api_server]; }
    model::ObservedComponent& scheduler() { return seen_.components[ComponentId::scheduler]; }
    void made(SteadyTime at, bool repair = false, const std::string& inputs = "a") {
        merge(seen_, ChangeMade{.resource = resource, .inputs = inputs, .repair = repair, .at = at});
    }
    void fails(ErrorKind kind, const std::string& inputs = "a") {
        merge(seen_, ChangeFailed{resource, inputs, Error{kind, "why"}, start});
    }
    model::Observed seen_;
};

TEST_F(Merge, OfADigestIsForTheSourceThatWasRead) {
    server().image.binary_source = "/opt/server";
    server().image.binary_identity = "new";
    merge(seen_, BinaryResolved{ComponentId::api_server, "/opt/server", "old", "digest"});
    EXPECT_EQ(server().image.sha512, std::nullopt) << "it was replaced while it was read";
    merge(seen_, BinaryResolved{ComponentId::api_server, "/opt/other", "new", "digest"});
    EXPECT_EQ(server().image.sha512, std::nullopt);
    merge(seen_, BinaryResolved{ComponentId::api_server, "/opt/server", "new", "digest"});
    EXPECT_EQ(server().image.sha512, "digest");
    EXPECT_EQ(scheduler().image.sha512, std::nullopt);
}

TEST_F(Merge, OfAnImageIsForEachComponentThatHasIt) {
    for (auto* component : {&server(), &scheduler()}) {
        component->image.pinned = false;
        component->image.reference = "one";
        component->image.listed = {{"one", "1"}, {"two", "2"}};
    }
    scheduler().image.reference = "two";
    merge(seen_, ImagePinned{"one"});
    EXPECT_TRUE(server().image.pinned);
    EXPECT_FALSE(scheduler().image.pinned);
    merge(seen_, ImageRemoved{"one"});
    EXPECT_THAT(server().image.listed, SizeIs(1));
    EXPECT_THAT(scheduler().image.listed, SizeIs(1));
}

TEST_F(Merge, OfAProgramIsForItsComponent) {
    merge(seen_, ProgramRead{ComponentId::scheduler, {.version = "v1.20.1"}});
    merge(seen_, ProgramRehearsed{ComponentId::scheduler, {.generation = "g1"}});
    EXPECT_EQ(scheduler().program.version, "v1.20.1");
    EXPECT_EQ(scheduler().rehearsal.generation, "g1");
    EXPECT_EQ(server().program, model::ObservedProgram{});
    EXPECT_EQ(server().rehearsal, model::ObservedRehearsal{});
}

TEST_F(Merge, OfAReplacedContainerForgetsWhatThePreviousOneAnswered) {
    for (auto* component : {&server(), &scheduler()}) {
        component->health.state = model::Health::ready;
        component->health.ready_streak = 3;
    }
    seen_.api.objects_known = true;
    seen_.runtime.checked_at = start;
    merge(seen_, ContainerReplaced{ComponentId::scheduler});
    EXPECT_EQ(scheduler().health.state, model::Health::unknown);
    EXPECT_EQ(server().health.ready_streak, 3);
    EXPECT_TRUE(seen_.api.objects_known);
    EXPECT_EQ(seen_.runtime.checked_at, SteadyTime::min()) << "the runtime is asked again";
    merge(seen_, ContainerReplaced{ComponentId::api_server});
    EXPECT_EQ(server().health.ready_streak, 0);
    EXPECT_FALSE(seen_.api.objects_known);
}

TEST_F(Merge, OfAKubeletsRestartKeepsItsTime) {
    merge(seen_, KubeletRestarted{start});
    EXPECT_EQ(seen_.kubelet_restarted_at, start);
}

TEST_F(Merge, OfFailuresCountsThoseOfTheSameInputs) {
    fails(ErrorKind::transient);
    fails(ErrorKind::transient);
    EXPECT_EQ(seen_.attempts[resource].failures, 2);
    EXPECT_FALSE(seen_.attempts[resource].terminal);
    EXPECT_EQ(seen_.attempts[resource].error, "why");
    fails(ErrorKind::invalid, "b");
    EXPECT_EQ(seen_.attempts[resource].failures, 1);
    EXPECT_TRUE(seen_.attempts[resource].terminal);
    made(start);
    EXPECT_THAT(seen_.attempts, IsEmpty());
}

TEST_F(Merge, OfMakingsKeepsTheLastEightOfTheSameInputs) {
    for (int i = 0; i < 10; ++i) made(start + minutes(i));
    EXPECT_THAT(seen_.makings[resource].times, SizeIs(8));
    EXPECT_EQ(seen_.makings[resource].times.front(), start + minutes(2));
    made(start + minutes(10), false, "b");
    EXPECT_THAT(seen_.makings[resource].times, ElementsAre(start + minutes(10)));
    EXPECT_THAT(seen_.repairs, IsEmpty());
}

TEST_F(Merge, OfRepairsKeepsThoseOfHalfAnHour) {
    made(start, true);
    made(start + minutes(31), true);
    EXPECT_THAT(seen_.repairs[resource], ElementsAre(start + minutes(31)));
}

TEST_F(Merge, OfWhatAnotherDidBeforeEndsTheFailureAndIsNoMaking) {
    fails(ErrorKind::transient);
    merge(seen_, ChangeMade{.resource = resource, .inputs = "a", .needless = true, .repair = true, .at = start});
    EXPECT_THAT(seen_.attempts, IsEmpty());
    EXPECT_THAT(seen_.makings, IsEmpty());
    EXPECT_THAT(seen_.repairs, IsEmpty());
}

}  // namespace
}  // namespace planekeeper::reconcile::observation_test
