#include "status/event_json.hpp"

#include <gtest/gtest.h>

#include "status/reply_json.hpp"
#include "unit/status/sample_snapshot.hpp"

namespace planekeeper::status::event_json_test {
namespace {

model::Event sample_event() {
    return {7, at("2026-11-24T06:00:00Z"), model::EventType::warning, "File/x", "DriftRepaired", "two\nlines"};
}

TEST(EventJson, SurvivesARoundTrip) { EXPECT_EQ(event_from_json(event_json(sample_event())).value(), sample_event()); }

TEST(EventJson, AFrameIsOneServerSentEvent) {
    EXPECT_EQ(event_frame(sample_event()),
              "id: 7\nevent: Event\n"
              R"(data: {"apiVersion":"planekeeper/v1alpha1","kind":"Event","sequence":7,"time":"2026-11-24T06:00:00Z",)"
              R"("type":"Warning","resource":"File/x","reason":"DriftRepaired","message":"two\nlines"})"
              "\n\n");
}

TEST(ReplyJson, AnErrorIsARecordWithReasonAndMessage) {
    const auto text = error_json("Forbidden", "only root");

    EXPECT_EQ(text,
              R"({"apiVersion":"planekeeper/v1alpha1","kind":"Error","reason":"Forbidden","message":"only root"})");
    EXPECT_EQ(message_of_error_json(text), "only root");
    EXPECT_EQ(message_of_error_json("<html>"), "");
}

TEST(ReplyJson, AnAcceptedReconcileCarriesThePassesThatHadEnded) {
    EXPECT_EQ(accepted_from_json(accepted_json(41)).value(), 41U);
    EXPECT_FALSE(accepted_from_json("{}"));
}

}  // namespace
}  // namespace planekeeper::status::event_json_test
