#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "accepted.hpp"
#include "components/artefacts.hpp"
#include "spec/desired_state_file.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::golden_test {

namespace {

model::DesiredState seed() {
    const auto parsed = spec::parse(read(source_directory() / "config/seed.yaml"), "seed.yaml", {});
    for (const auto& problem : parsed.problems) ADD_FAILURE() << problem.text();
    return parsed.state.value_or(minimal_state());
}

model::DesiredState seed_with_webhook() {
    auto desired = seed();
    desired.authorization_webhook = webhook_to("https://192.168.10.50:6443/authenticate");
    return desired;
}

model::DesiredState baked() {
    auto desired = seed_with_webhook();
    desired.component(model::ComponentId::api_server).image.contents = model::ImageContents::baked;
    desired.component(model::ComponentId::api_server).image.base = "docker.io/arm64v8/ubuntu:bionic";
    return desired;
}

model::DesiredState minimal_of_125() { return minimal_state_of({1, 25, 4}); }

/// The newest minor, with every feature that has its own file there.
model::DesiredState webhook_of_137() {
    auto desired = minimal_state_of({1, 37, 2});
    desired.authorization_webhook = webhook_to("https://authz.example.org/authorize");
    desired.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
    return desired;
}

model::DesiredState with_scheduler(const model::KubernetesVersion& version) {
    auto desired = minimal_state_of(version);
    desired.component(model::ComponentId::scheduler) = default_component(model::ComponentId::scheduler);
    return desired;
}

model::DesiredState scheduler_of_120() { return with_scheduler({1, 20, 1}); }
model::DesiredState scheduler_of_137() { return with_scheduler({1, 37, 2}); }

const std::map<std::string, std::function<model::DesiredState()>>& cases() {
    static const std::map<std::string, std::function<model::DesiredState()>> all{
        {"minimal", minimal_state},
        {"seed", seed},
        {"seed-with-webhook", seed_with_webhook},
        {"baked", baked},
        {"everything-different", everything_different},
        {"minimal-v1.25", minimal_of_125},
        {"webhook-v1.37", webhook_of_137},
        {"scheduler-v1.20", scheduler_of_120},
        {"scheduler-v1.37", scheduler_of_137},
    };
    return all;
}

std::string file_name(const std::string& artefact) {
    if (artefact.ends_with("flags")) return artefact + ".txt";
    return artefact.ends_with("containerfile") ? artefact : artefact + ".yaml";
}

}  // namespace

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, EveryArtefactIsAsItWasAccepted) {
    const auto directory = source_directory() / "tests/golden" / GetParam();
    const auto desired = cases().at(GetParam())();
    std::set<std::string> expected;
    for (const auto& artefact : shown_artefacts(desired)) {
        expected.insert(file_name(artefact.name));
        hold_against(directory / file_name(artefact.name), artefact.render(desired));
    }
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        EXPECT_TRUE(expected.contains(entry.path().filename().string())) << entry.path() << " belongs to no artefact";
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden,
                         testing::Values("minimal", "seed", "seed-with-webhook", "baked", "everything-different",
                                         "minimal-v1.25", "webhook-v1.37", "scheduler-v1.20", "scheduler-v1.37"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase_if(name, [](char c) { return c == '-' || c == '.'; });
                             return name;
                         });

}  // namespace planekeeper::kubernetes::test::golden_test
