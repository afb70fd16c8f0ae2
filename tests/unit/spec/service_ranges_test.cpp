#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "components/key_material.hpp"
#include "facts/resource_facts.hpp"
#include "texts.hpp"

// One service range or one of each family (k0s#1319, k3s#6847), and other server settings that follow the version.

namespace planekeeper::spec::testing::service_ranges_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

[[nodiscard]] Parsed with_ranges(const std::string& version, const std::string& ranges, std::string_view more = "") {
    std::string text = minimal_with("  apiserver:\n    serviceClusterIPRange: " + ranges + "\n" + std::string(more));
    return parse_text(text.replace(text.find("v1.20.1"), 7, version));
}

TEST(ServiceRanges, OneOfEachFamilyIsTakenInBothForms) {
    for (const std::string ranges : {"10.32.0.0/16,fd00:10:32::/108", "[10.32.0.0/16, \"fd00:10:32:0::/108\"]"}) {
        const auto parsed = with_ranges("v1.30.0", ranges);
        ASSERT_TRUE(parsed.state) << all_texts(parsed);
        EXPECT_EQ(parsed.state->apiserver.service_cluster_ip_range, "10.32.0.0/16,fd00:10:32::/108");
        std::vector<std::string> names;
        for (const auto& name : kubernetes::server_names(*parsed.state)) names.push_back(name.part);
        EXPECT_THAT(names, IsSupersetOf(std::vector<std::string>{"10.32.0.1", "fd00:10:32::1"}));
    }
    const auto one = with_ranges("v1.30.0", "[10.32.0.0/16]");
    ASSERT_TRUE(one.state) << all_texts(one);
    EXPECT_EQ(one.state->apiserver.service_cluster_ip_range, "10.32.0.0/16");
}

TEST(ServiceRanges, WhatTheServerRefusesIsAProblem) {
    struct Bad {
        std::string ranges;
        std::string wanted;
    };
    for (const auto& [ranges, wanted] :
         {Bad{"10.32.0.0/16,10.33.0.0/16", "has two ranges of one family"},
          Bad{"[10.32.0.0/16, 10.33.0.0/16]", "has two ranges of one family"},
          Bad{"[10.32.0.0/16, \"fd00::/108\", \"fd01::/108\"]", "more than two ranges"},
          Bad{"10.32.0.0/16,", "\"\" is not an address range"}, Bad{"10.32.0.0/16,fd00::/64", "is too large"},
          Bad{"10.32.0.0/16, fd00::/108", "is not an address range"}, Bad{"[]", "the list is empty"},
          Bad{"[10.32.0.1/16]", ":11:29: spec.apiserver.serviceClusterIPRange[0]: \"10.32.0.1/16\" has bits"},
          Bad{"fd00::/108,192.168.0.0/16", "the node's address 192.168.10.50 lies in the service range"},
          Bad{"fd00::/108,10.32.0.0/16", "the first range is not of the family of spec.address"}}) {
        EXPECT_THAT(all_texts(with_ranges("v1.30.0", ranges)), HasSubstr(wanted)) << ranges;
    }
}

TEST(ServiceRanges, TwoNeedTheGateWhereItIsNotLocked) {
    const std::string two = "10.32.0.0/16,fd00::/108";
    const std::string wanted = " takes two ranges only with the feature gate IPv6DualStack";
    EXPECT_THAT(all_texts(with_ranges("v1.20.1", two)), HasSubstr("v1.20" + wanted));
    EXPECT_TRUE(with_ranges("v1.20.1", two, "    featureGates: {IPv6DualStack: true}\n").state);
    EXPECT_TRUE(with_ranges("v1.21.0", two).state);
    EXPECT_THAT(all_texts(with_ranges("v1.22.0", two, "    featureGates: {IPv6DualStack: false}\n")),
                HasSubstr("v1.22" + wanted));
    for (const std::string version : {"v1.23.0", "v1.25.0", "v1.37.0"}) EXPECT_TRUE(with_ranges(version, two).state);
}

TEST(Resources, TheMemoryLimitFollowsTheVersionUnlessTheFileHasOne) {
    for (const std::string version : {"v1.20.1", "v1.24.17", "v1.37.0"}) {
        const auto parsed = with_ranges(version, "10.32.0.0/16");
        ASSERT_TRUE(parsed.state) << all_texts(parsed);
        EXPECT_EQ(parsed.state->component(model::ComponentId::api_server).resources.memory_limit,
                  kubernetes::memory_limit(parsed.state->version.minor));
        EXPECT_NE(parsed.state->component(model::ComponentId::api_server).resources.memory_limit, "384Mi")
            << "killed under load (v1.24.17)";
    }
    const auto given = with_ranges("v1.30.0", "10.32.0.0/16", "    resources: {limits: {memory: 384Mi}}\n");
    ASSERT_TRUE(given.state) << all_texts(given);
    EXPECT_EQ(given.state->component(model::ComponentId::api_server).resources.memory_limit, "384Mi");
}

}  // namespace
}  // namespace planekeeper::spec::testing::service_ranges_test
