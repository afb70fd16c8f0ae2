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

}  // namespace
}  // namespace planekeeper::kubeapi::live_object_test
