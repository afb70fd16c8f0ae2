#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "components/artefacts.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::artefacts_test {

namespace {

std::vector<std::string> names_of(const model::DesiredState& desired) {
    std::vector<std::string> names;
    for (const auto& artefact : shown_artefacts(desired)) names.push_back(artefact.name);
    return names;
}

}  // namespace

TEST(Artefacts, OnlyWhatIsDeclaredIsListed) {
    EXPECT_EQ(names_of(minimal_state()),
              (std::vector<std::string>{"audit-policy", "containerfile", "manifest", "flags", "policies"}));
    EXPECT_EQ(names_of(everything_different()),
              (std::vector<std::string>{"encryption-config", "authorization-webhook", "audit-policy", "containerfile",
                                        "manifest", "flags", "policies", "kubeconfig"}));
}

TEST(Artefacts, AReadyImageHasNoContainerfile) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).image.source = model::ImageArchive{.path = "/srv/image.tar"};
    EXPECT_THAT(names_of(desired), testing::Not(testing::Contains("containerfile")));
}

TEST(Artefacts, WhatOnlyTheNodeKnowsIsAPlaceholderInValidYaml) {
    const auto all = shown_artefacts(minimal_state());
    const auto manifest = std::ranges::find(all, "manifest", &Artefact::name);
    ASSERT_NE(manifest, all.end());
    const auto pod = YAML::Load(manifest->render(minimal_state()));
    EXPECT_EQ(pod["spec"]["containers"][0]["image"].as<std::string>(),
              "localhost/k8s-kube-apiserver:known-after-build");
    EXPECT_EQ(pod["metadata"]["uid"].as<std::string>(), "00000000-0000-0000-0000-000000000000");
}

}  // namespace planekeeper::kubernetes::test::artefacts_test
