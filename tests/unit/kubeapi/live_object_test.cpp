#include "kubeapi/live_object.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace planekeeper::kubeapi::live_object_test {
namespace {

const std::string live = R"({"kind":"PodSecurityPolicy","metadata":{"name":"default","uid":"7","resourceVersion":"3",
    "labels":{"a":"b"},"managedFields":[{"manager":"kubectl","operation":"Apply"}]},"spec":{"privileged":false,"x":1},
    "status":{}})";

TEST(LiveObject, IsReadableWithoutWhatTheServerKeepsForItself) {
    EXPECT_EQ(readable_object(live), R"({
  "kind": "PodSecurityPolicy",
  "metadata": {
    "labels": {
      "a": "b"
    },
    "name": "default"
  },
  "spec": {
    "privileged": false,
    "x": 1
  }
}
)");
}

TEST(LiveObject, IsComparedInTheFieldsThatAreApplied) {
    const std::string applied = R"({"spec":{"privileged":true,"fsGroup":{}},"kind":"PodSecurityPolicy"})";
    EXPECT_EQ(readable_part(applied, live),
              "{\n  \"kind\": \"PodSecurityPolicy\",\n  \"spec\": {\n    \"privileged\": false\n  }\n}\n");
    EXPECT_EQ(readable_part(R"({"a":1})", R"({"a":1})"), "{\n  \"a\": 1\n}\n");
}

TEST(LiveObject, WasAppliedWhereItsManagersNamePlanekeeper) {
    EXPECT_FALSE(was_applied(live));
    EXPECT_FALSE(was_applied("garbage"));
    EXPECT_TRUE(was_applied(R"({"metadata":{"managedFields":[3,{"manager":"planekeeper","operation":"Apply"}]}})"));
}

TEST(LiveObject, WasEditedWhereAnotherWroteOrTookAField) {
    const std::string applied =
        R"({"apiVersion":"v1","kind":"K","metadata":{"name":"n","annotations":{"a":"2"}},"spec":{"l":[1]}})";
    const auto managed_by = [](const std::string& entries) {
        return R"({"metadata":{"managedFields":[)" + entries + "]}}";
    };
    const auto ours = [](const std::string& fields) {
        return R"({"manager":"planekeeper","operation":"Apply","fieldsV1":)" + fields + "}";
    };
    const auto whole = ours(R"({"f:metadata":{"f:annotations":{"f:a":{}}},"f:spec":{"f:l":{},"f:old":{}}})");
    EXPECT_FALSE(was_edited(applied, managed_by(whole)));
    EXPECT_TRUE(was_edited(applied, managed_by(whole + R"(,{"manager":"kubectl-edit","operation":"Update"})")));
    EXPECT_TRUE(was_edited(applied, managed_by(ours(R"({"f:spec":{"f:l":{}}})")))) << "the annotation was taken away";
    EXPECT_TRUE(was_edited(applied, managed_by("")));
    EXPECT_TRUE(was_edited(applied, live));
    EXPECT_TRUE(was_edited(applied, "garbage"));
}

/// No entry of the server owns the name.
TEST(LiveObject, WasNotEditedWhenItsMetadataIsItsNameAlone) {
    const std::string managers =
        R"([{"manager":"planekeeper","operation":"Apply","fieldsV1":{"f:rules":{},"f:old":{}}}])";
    EXPECT_FALSE(was_edited(R"({"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"rules":[1]})",
                            R"({"metadata":{"managedFields":)" + managers + "}}"));
}

}  // namespace
}  // namespace planekeeper::kubeapi::live_object_test
