#include <gtest/gtest.h>

#include "facts/version_facts.hpp"

namespace planekeeper::kubernetes::test::version_facts_test {

TEST(VersionFacts, EveryPatchOfASupportedMinorIsSupported) {
    EXPECT_TRUE(supported({1, 20, 0}));
    EXPECT_TRUE(supported({1, 20, 15}));
    EXPECT_FALSE(supported({1, 19, 9}));
    EXPECT_TRUE(supported({1, 37, 2}));
    EXPECT_FALSE(supported({1, 38, 0}));
    EXPECT_FALSE(supported({2, 20, 0}));
    EXPECT_EQ(supported_versions(), "v1.20 to v1.37");
}

TEST(VersionFacts, Of120AreTheHandMadeProcedures) {
    const model::KubernetesVersion version{1, 20, 1};
    const auto& facts = version_facts(version);
    EXPECT_EQ(facts.admission_plugins.size(), 8U);
    EXPECT_EQ(facts.feature_gates, (std::map<std::string, bool>{{"APIPriorityAndFairness", false}}));
    EXPECT_EQ(facts.control_plane_taints,
              (std::vector<model::Taint>{{"node-role.kubernetes.io/master", "", "NoSchedule"}}));
    EXPECT_TRUE(facts.has_pod_security_policy);
}

TEST(VersionFacts, TheReleaseUrlIsTheOfficialOne) {
    EXPECT_EQ(release_url(model::ComponentId::api_server, {1, 20, 1}, "arm64"),
              "https://dl.k8s.io/v1.20.1/bin/linux/arm64/kube-apiserver");
}

}  // namespace planekeeper::kubernetes::test::version_facts_test
