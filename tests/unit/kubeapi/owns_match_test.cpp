#include "kubeapi/owns_match.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "recorded_answers.hpp"

namespace planekeeper::kubeapi::owns_match_test {
namespace {

using nlohmann::json;

/// The live policy after a JSON patch by somebody.
std::string drifted(const std::string& patch) { return json::parse(live_policy).patch(json::parse(patch)).dump(); }

TEST(OwnsMatch, WhatTheServerMadeOfTheConfigurationMatches) { EXPECT_TRUE(owns_match(applied_policy, live_policy)); }

TEST(OwnsMatch, EveryKindOfDriftIsSeen) {
    for (const std::string patch : {
             R"([{"op":"replace","path":"/spec/privileged","value":false}])",
             R"([{"op":"remove","path":"/spec/privileged"}])",
             R"([{"op":"replace","path":"/spec/fsGroup/rule","value":"MustRunAs"}])",
             R"([{"op":"remove","path":"/spec/fsGroup"}])",
             R"([{"op":"add","path":"/spec/volumes/-","value":"nfs"}])",
             R"([{"op":"remove","path":"/spec/volumes/0"}])",
             R"([{"op":"replace","path":"/spec/volumes/0","value":"emptyDir"}])",
             R"([{"op":"replace","path":"/spec/allowedHostPaths/0/readOnly","value":false}])",
             R"([{"op":"replace","path":"/spec/hostPorts/0/min","value":1}])",
             R"([{"op":"add","path":"/spec/readOnlyRootFilesystem","value":true}])",
             R"([{"op":"add","path":"/spec/allowedCapabilities","value":["SYS_ADMIN"]}])",
             R"([{"op":"remove","path":"/metadata/annotations"}])",
         }) {
        EXPECT_FALSE(owns_match(applied_policy, drifted(patch))) << patch;
    }
}

TEST(OwnsMatch, WhatOthersAddToMapsIsTheirs) {
    EXPECT_TRUE(owns_match(applied_policy, drifted(R"([{"op":"add","path":"/metadata/labels","value":{"a":"b"}},
        {"op":"add","path":"/metadata/annotations/x","value":"y"},
        {"op":"add","path":"/spec/allowedHostPaths/0/other","value":1}])")));
}

TEST(OwnsMatch, ZeroValuesEqualAbsence) {
    EXPECT_TRUE(owns_match(R"({"a":null,"b":false,"c":0,"d":"","e":[],"f":{}})", "{}"));
    EXPECT_TRUE(owns_match(R"({"e":[]})", R"({"e":null})"));
    for (const std::string applied :
         {R"({"a":true})", R"({"a":1})", R"({"a":"x"})", R"({"a":[1]})", R"({"a":{"b":0}})"}) {
        EXPECT_FALSE(owns_match(applied, "{}")) << applied;
    }
    EXPECT_FALSE(owns_match(R"({"a":[]})", R"({"a":[1]})"));
    EXPECT_FALSE(owns_match(R"({"a":false})", R"({"a":true})"));
    EXPECT_TRUE(owns_match(R"({"a":{}})", R"({"a":{"b":1}})")) << "a map that declares nothing owns nothing";
}

TEST(OwnsMatch, TypesAreCompared) {
    EXPECT_FALSE(owns_match(R"({"a":1})", R"({"a":"1"})"));
    EXPECT_FALSE(owns_match(R"({"a":[1]})", R"({"a":{"0":1}})"));
    EXPECT_FALSE(owns_match(R"({"a":{"b":1}})", R"({"a":1})"));
    EXPECT_TRUE(owns_match(R"({"a":1})", R"({"a":1.0})"));
}

TEST(OwnsMatch, AFieldThatTheConfigurationNoLongerHasIsADifference) {
    json applied = json::parse(applied_policy);
    applied["metadata"].erase("annotations");
    EXPECT_FALSE(owns_match(applied.dump(), live_policy));
    const std::string others =
        drifted(R"([{"op":"replace","path":"/metadata/managedFields/0/manager","value":"kubectl"}])");
    EXPECT_TRUE(owns_match(applied.dump(), others)) << "another manager's fields are not ours to remove";
}

TEST(OwnsMatch, StrangeManagedFieldsAreNoReasonToWrite) {
    for (const std::string fields :
         {"null", "7", "[7]", "[{}]", R"([{"manager":"planekeeper","operation":"Apply","fieldsV1":7}])",
          R"([{"manager":7,"operation":null,"fieldsV1":{"f:x":{}}}])"}) {
        EXPECT_TRUE(owns_match(R"({"a":1})", R"({"a":1,"metadata":{"managedFields":)" + fields + "}}")) << fields;
    }
}

TEST(OwnsMatch, WhatIsNoObjectMatchesNothing) {
    for (const std::string text : {"", "[]", "7", "{", "null"}) {
        EXPECT_FALSE(owns_match(text, "{}")) << text;
        EXPECT_FALSE(owns_match("{}", text)) << text;
    }
}

TEST(OwnsMatch, ADeepLiveObjectIsOnlyFollowedAsFarAsTheConfigurationGoes) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_TRUE(owns_match(R"({"a":1})", R"({"a":1,"b":)" + deep + "}"));
}

}  // namespace
}  // namespace planekeeper::kubeapi::owns_match_test
