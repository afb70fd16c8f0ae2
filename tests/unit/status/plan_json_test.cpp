#include "status/plan_json.hpp"

#include <gtest/gtest.h>

#include "unit/status/sample_snapshot.hpp"

namespace planekeeper::status::plan_json_test {
namespace {

TEST(PlanJson, SurvivesARoundTripWithItsTexts) {
    auto report = plan_report(sample_snapshot());
    report.changes[0].before = "";
    report.changes[0].after = "a: 1\n";

    const auto read = plan_from_json(plan_json(report));

    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, report);
}

TEST(PlanJson, EachVerbIsReadBackAndOneOfANewerDaemonIsAChange) {
    auto report = plan_report(sample_snapshot());
    int number = 0;
    for (; !to_string(static_cast<model::Verb>(number)).empty(); ++number) {
        report.changes[0].verb = static_cast<model::Verb>(number);
        EXPECT_EQ(plan_from_json(plan_json(report)).value(), report) << to_string(report.changes[0].verb);
    }
    EXPECT_GT(number, static_cast<int>(model::Verb::refuse));
    EXPECT_EQ(model::verb_from("transmogrify"), model::Verb::change);
}

TEST(PlanJson, AbsentTextsStayAbsent) {
    const auto text = plan_json(plan_report(sample_snapshot()));

    EXPECT_EQ(text.find("before"), std::string::npos);
    EXPECT_EQ(plan_from_json(text).value().changes.at(0).before, std::nullopt);
}

TEST(PlanJson, SaysAtTheTopWhetherTheApiServerRestarts) {
    auto report = plan_report(sample_snapshot());
    EXPECT_NE(plan_json(report).find(R"("restartsAPIServer":true,"changes")"), std::string::npos);

    report.changes[0].restarts.reset();
    EXPECT_NE(plan_json(report).find(R"("restartsAPIServer":false,"changes")"), std::string::npos);
}

TEST(PlanJson, IsNotCompleteBeforeTheDesiredStateIsRead) {
    auto snapshot = sample_snapshot();
    EXPECT_TRUE(plan_report(snapshot).complete);
    EXPECT_EQ(plan_report(snapshot).converged, snapshot.conditions.front());

    snapshot.conditions.push_back({"DesiredStateValid", model::ConditionStatus::unknown, "NotReadYet", "", {}});
    EXPECT_FALSE(plan_report(snapshot).complete);
}

TEST(PlanJson, WhatIsNoPlanRecordIsRefused) { EXPECT_FALSE(plan_from_json(R"({"kind":"Plan"})")); }

}  // namespace
}  // namespace planekeeper::status::plan_json_test
