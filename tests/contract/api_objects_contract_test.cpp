#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "fakes/fake_api_objects.hpp"

// Checks the stand-in for an API server's objects against api_objects.json. The node suite plays the same file against
// real servers (tests/node/suite/api_contract.py).

namespace planekeeper::contract::api_objects_contract_test {
namespace {

using nlohmann::json;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int minor_of_fake = 20;

const json& contract() {
    static const json data = [] {
        std::ifstream file(PLANEKEEPER_SOURCE_DIR "/tests/contract/api_objects.json");
        return json::parse(file);
    }();
    return data;
}

struct Case {
    std::string name;
    json steps;
    std::string kind;
    friend void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }
};

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const auto& one : contract().at("cases")) {
        if (one.value("from_minor", 0) > minor_of_fake || one.value("until_minor", 99) < minor_of_fake) continue;
        all.push_back({one["name"], one["steps"], one["kind"]});
    }
    return all;
}

/// Maps may hold more.
bool holds(const json& expected, const json& seen) {
    if (!expected.is_object() || !seen.is_object()) return expected == seen;
    for (const auto& [name, value] : expected.items()) {
        if (!seen.contains(name) || !holds(value, seen[name])) return false;
    }
    return true;
}

json managers_of(const json& object) {
    auto managers = json::object();
    for (const auto& entry : object["metadata"].value("managedFields", json::array())) {
        EXPECT_EQ(entry["apiVersion"], object["apiVersion"]);
        EXPECT_EQ(entry["fieldsType"], "FieldsV1");
        EXPECT_NE(entry["time"], "");
        managers[entry["manager"].get<std::string>() + " " + entry["operation"].get<std::string>()] = entry["fieldsV1"];
    }
    return managers;
}

class ApiObjectsContract : public ::testing::TestWithParam<Case> {
protected:
    edges::HttpResponse ask(const json& step) {
        const std::string what = step["do"];
        edges::HttpRequest request;
        request.target = kind_["path"].get<std::string>() + "?";
        if (step.contains("as")) request.target += "fieldManager=" + step["as"].get<std::string>();
        if (step.contains("force")) request.target += "&force=true";
        if (what == "delete") request.method = "DELETE";
        if (what != "apply" && what != "merge") return objects_.serve(request);
        request.method = "PATCH";
        request.content_type = what == "apply" ? "application/apply-patch+yaml" : "application/merge-patch+json";
        auto body = what == "apply" ? kind_["base"] : json::object();
        if (what == "apply") body.merge_patch(step["body"]);
        request.body = what == "apply" ? body.dump() : step["body"].dump();
        return objects_.serve(request);
    }

    void check(const json& step, const edges::HttpResponse& response) {
        ASSERT_EQ(response.status, step["status"]) << response.body;
        const auto seen = json::parse(response.body);
        if (step.contains("message")) {
            EXPECT_EQ(seen["message"], step["message"]);
        }
        if (response.status >= 300 || step["do"] == "delete") return;
        EXPECT_TRUE(holds(step.value("object", json::object()), seen)) << seen;
        for (const auto& pointer : step.value("absent", json::array())) {
            EXPECT_FALSE(seen.contains(json::json_pointer(pointer.get<std::string>()))) << pointer << " is in " << seen;
        }
        if (step.contains("managers")) {
            EXPECT_EQ(managers_of(seen), step["managers"]);
        }
        check_identity(step, seen["metadata"]);
    }

    void check_identity(const json& step, const json& metadata) {
        const auto before = std::exchange(before_, metadata);
        EXPECT_FALSE(metadata["creationTimestamp"].empty());
        if (before.is_null()) return;
        EXPECT_EQ(metadata["uid"] != before["uid"], step.value("another", false));
        if (step.contains("changes")) {
            EXPECT_EQ(metadata["resourceVersion"] != before["resourceVersion"], step["changes"]);
        }
    }

    const json kind_ = contract().at("kinds").at(GetParam().kind);
    fakes::FakeApiObjects objects_;
    json before_;
};

TEST_P(ApiObjectsContract, IsKept) {
    int number = 0;
    for (const auto& step : GetParam().steps) {
        SCOPED_TRACE("step " + std::to_string(++number));
        check(step, ask(step));
    }
    EXPECT_GT(number, 0);
}

INSTANTIATE_TEST_SUITE_P(Of, ApiObjectsContract, ::testing::ValuesIn(cases()),
                         [](const auto& tested) { return tested.param.name; });

TEST(ApiObjectsContractFile, HasCases) { EXPECT_THAT(cases(), Not(SizeIs(testing::Lt(10U)))); }

}  // namespace
}  // namespace planekeeper::contract::api_objects_contract_test
