#include "reconcile/chronicle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace planekeeper::reconcile::chronicle_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;
using model::ConditionStatus;
using model::ResourceKind;
using model::State;

const model::ResourceId ca{ResourceKind::key_material, "ca"};
const model::ResourceId server{ResourceKind::api_server, "kube-apiserver"};

class History : public testing::Test {
protected:
    /// Records a state and returns its `since`.
    SystemTime record(const model::ResourceId& id, State state, const std::string& reason) {
        std::vector<model::ResourceStatus> resources{{.id = id, .state = state, .reason = reason}};
        now_ += 1s;
        chronicle_.record(resources, now_);
        return resources.front().since;
    }
    void record(const std::string& type, ConditionStatus status) {
        std::vector<model::Condition> conditions{{.type = type, .status = status}};
        chronicle_.record(conditions, now_);
    }
    [[nodiscard]] std::vector<std::string> told() const {
        std::vector<std::string> lines;
        for (const auto& event : events_.recent()) lines.push_back(event.reason + " " + event.resource);
        return lines;
    }

    SystemTime now_{1'800'000'000s};
    EventLog events_;
    Chronicle chronicle_{events_};
};

TEST_F(History, CountsFromWhenStateOrReasonBecameAnother) {
    const auto first = record(ca, State::ready, "AsDesired");
    EXPECT_EQ(record(ca, State::ready, "AsDesired"), first);
    const auto second = record(ca, State::ready, "EndsLater");
    EXPECT_GT(second, first);
    EXPECT_GT(record(ca, State::degraded, "EndsLater"), second);
}

TEST_F(History, TellsOfTroubleOnceAndOfItsEnd) {
    record(ca, State::ready, "AsDesired");
    record(ca, State::progressing, "Making");
    record(ca, State::ready, "AsDesired");
    EXPECT_THAT(told(), IsEmpty()) << "what was changed has its own event";
    record(ca, State::failed, "KeyLost");
    record(ca, State::failed, "KeyLost");
    record(ca, State::ready, "AsDesired");
    EXPECT_THAT(told(), ElementsAre("KeyLost KeyMaterial/ca", "Ready KeyMaterial/ca"));
    EXPECT_EQ(events_.recent()[0].type, model::EventType::warning);
    EXPECT_EQ(events_.recent()[1].type, model::EventType::normal);
}

TEST_F(History, TellsOfEachStartOfTheServer) {
    record(server, State::ready, "Healthy");
    EXPECT_THAT(told(), IsEmpty()) << "it was so when the daemon came";
    record(server, State::progressing, "Starting");
    record(server, State::ready, "Healthy");
    EXPECT_THAT(told(), ElementsAre("Ready APIServer/kube-apiserver"));
}

TEST_F(History, ForgetsWhatIsNoLongerDesired) {
    record(ca, State::failed, "KeyLost");
    record(server, State::ready, "Healthy");
    record(ca, State::failed, "KeyLost");
    EXPECT_THAT(told(), ElementsAre("KeyLost KeyMaterial/ca", "KeyLost KeyMaterial/ca"));
}

TEST_F(History, TellsWhenTheNodeHasConverged) {
    record("Converged", ConditionStatus::no);
    record("Converged", ConditionStatus::yes);
    record("Converged", ConditionStatus::yes);
    record("APIServerHealthy", ConditionStatus::yes);
    EXPECT_THAT(told(), ElementsAre("Converged "));
}

TEST(EventLog, NumbersEventsAndKeepsTheLastFewHundred) {
    EventLog events;
    std::vector<std::uint64_t> heard;
    events.set_listener([&heard](const model::Event& event) { heard.push_back(event.sequence); });
    for (int i = 0; i < 300; ++i) events.add(model::EventType::normal, "Reason", "File/a", "", SystemTime{});
    EXPECT_EQ(heard.size(), 300U);
    EXPECT_EQ(events.recent().size(), 256U);
    EXPECT_EQ(events.recent().front().sequence, 45U);
    EXPECT_EQ(events.recent().back().sequence, 300U);
}

}  // namespace
}  // namespace planekeeper::reconcile::chronicle_test
