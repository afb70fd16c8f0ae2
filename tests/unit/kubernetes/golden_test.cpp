#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>

#include "kubernetes/artefacts.hpp"
#include "spec/desired_state_file.hpp"
#include "states.hpp"

// Whole artefacts, as people read them in a review. After a wanted change: PLANEKEEPER_ACCEPT=1 rewrites the files, and
// the test fails once more so that nobody takes a rewrite for a pass.

namespace planekeeper::kubernetes::test {

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

fs::path source_directory() {
    return PLANEKEEPER_SOURCE_DIR;
}

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
    desired.image.contents = model::ImageContents::baked;
    desired.image.base = "docker.io/arm64v8/ubuntu:bionic";
    return desired;
}

const std::map<std::string, std::function<model::DesiredState()>>& cases() {
    static const std::map<std::string, std::function<model::DesiredState()>> all{
        {"minimal", minimal_state},
        {"seed", seed},
        {"seed-with-webhook", seed_with_webhook},
        {"baked", baked},
        {"everything-different", everything_different},
    };
    return all;
}

std::string file_name(const std::string& artefact) {
    if (artefact == "flags") return "flags.txt";
    return artefact == "containerfile" ? artefact : artefact + ".yaml";
}

void hold_against(const fs::path& golden, const std::string& text) {
    if (read(golden) == text) return;
    if (std::getenv("PLANEKEEPER_ACCEPT") != nullptr) {
        write(golden, text);
        ADD_FAILURE() << golden << " was rewritten; look at the difference and run the test again";
        return;
    }
    EXPECT_EQ(text, read(golden)) << "differs from " << golden << "; PLANEKEEPER_ACCEPT=1 takes it as the new truth";
}

}  // namespace

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, EveryArtefactIsAsItWasAccepted) {
    const auto directory = source_directory() / "tests/golden" / GetParam();
    const auto desired = cases().at(GetParam())();
    std::set<std::string> expected;
    for (const auto& artefact : artefact_names(desired)) {
        const auto text = render_artefact(artefact, desired);
        ASSERT_TRUE(text) << text.error().text();
        expected.insert(file_name(artefact));
        hold_against(directory / file_name(artefact), *text);
    }
    for (const auto& entry : fs::directory_iterator(directory)) {
        EXPECT_TRUE(expected.contains(entry.path().filename().string())) << entry.path() << " belongs to no artefact";
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden,
                         testing::Values("minimal", "seed", "seed-with-webhook", "baked", "everything-different"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

}  // namespace planekeeper::kubernetes::test
