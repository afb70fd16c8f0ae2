#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "components/artefacts.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::artefacts_test {

TEST(Artefacts, OnlyWhatIsDeclaredIsListed) {
    EXPECT_EQ(artefact_names(minimal_state()),
              (std::vector<std::string>{"audit-policy", "containerfile", "manifest", "flags", "policies"}));
    EXPECT_EQ(artefact_names(everything_different()),
              (std::vector<std::string>{"encryption-config", "authorization-webhook", "audit-policy", "containerfile",
                                        "manifest", "flags", "policies", "kubeconfig"}));
}

TEST(Artefacts, AReadyImageHasNoContainerfile) {
    auto desired = minimal_state();
    desired.image.source = model::ImageArchive{.path = "/srv/image.tar"};
    EXPECT_THAT(artefact_names(desired), testing::Not(testing::Contains("containerfile")));
}

TEST(Artefacts, OneThatIsNotDeclaredIsNotFound) {
    for (const char* name : {"encryption-config", "kubeconfig", "tea"}) {
        const auto text = render_artefact(name, minimal_state());
        ASSERT_FALSE(text);
        EXPECT_EQ(text.error().kind(), ErrorKind::not_found);
    }
}

TEST(Artefacts, WhatOnlyTheNodeKnowsIsAPlaceholderInValidYaml) {
    const auto text = render_artefact("manifest", minimal_state());
    ASSERT_TRUE(text);
    const auto pod = YAML::Load(*text);
    EXPECT_EQ(pod["spec"]["containers"][0]["image"].as<std::string>(),
              "localhost/k8s-kube-apiserver:known-after-build");
    EXPECT_EQ(pod["metadata"]["uid"].as<std::string>(), "00000000-0000-0000-0000-000000000000");
}

}  // namespace planekeeper::kubernetes::test::artefacts_test
