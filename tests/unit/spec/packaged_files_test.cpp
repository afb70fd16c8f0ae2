#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "texts.hpp"

// The shipped files agree with what planekeeper reads.

namespace planekeeper::spec::testing::packaged_files_test {
namespace {

using ::testing::HasSubstr;

/// Removes "#" and one blank from the chosen lines, as an editor does.
[[nodiscard]] std::string uncommented(const std::string& text, std::string_view prefix) {
    std::istringstream lines(text);
    std::string result;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(prefix)) {
            line.erase(0, prefix.size());
            if (line.starts_with(' ')) line.erase(0, 1);
        }
        result += line + "\n";
    }
    return result;
}

TEST(PackagedFiles, TheInstalledDesiredStateIsInactive) {
    const auto parsed = parse_text(source_file("config/desired-state.yaml"));
    EXPECT_TRUE(parsed.inactive) << all_texts(parsed);
}

TEST(PackagedFiles, TheFurtherExamplesOfTheInstalledFileWorkToo) {
    const std::string text = source_file("config/desired-state.yaml");
    const auto further = text.find("##   pki:");
    ASSERT_NE(further, std::string::npos);
    std::string examples = uncommented(text.substr(further), "##");
    const auto parsed = parse_text(uncommented(text.substr(0, further), "#") + examples);
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(parsed.state->admin_kubeconfig->file, "/etc/planekeeper/admin.kubeconfig");
    EXPECT_EQ(parsed.state->component(model::ComponentId::api_server).flags.at("max-requests-inflight"), "400");
}

TEST(PackagedFiles, TheSeedIsTheMinimalFileSpelledOut) {
    const auto seed = parse_text(source_file("config/seed.yaml"));
    ASSERT_TRUE(seed.state) << all_texts(seed);
    auto expected = *parse_text(minimal).state;
    expected.default_taints = false;  // the file has taints
    expected.admin_kubeconfig = {"/etc/planekeeper/admin.kubeconfig", "https://192.168.10.50:6443"};
    expected.component(model::ComponentId::api_server).feature_gates = {{"APIPriorityAndFairness", false}};
    expected.apiserver.runtime_config = {{"authentication.k8s.io/v1beta1", true}};
    expected.component(model::ComponentId::api_server).resources.memory_limit = "384Mi";
    expected.component(model::ComponentId::api_server).flags =
        seed.state->component(model::ComponentId::api_server).flags;
    EXPECT_EQ(seed.state, expected);
}

TEST(PackagedFiles, TheWebhookOfTheSeedIsRefusedAndPassesWhenItIsMeant) {
    std::string text = source_file("config/seed.yaml");
    const auto block = text.find("  # authorizationWebhook:");
    const auto end = text.find("\n\n", block);
    ASSERT_NE(block, std::string::npos);
    const std::string webhook = uncommented(text.substr(block, end - block), "  #");
    std::string indented = "  " + webhook;
    for (std::size_t at = 0; (at = indented.find('\n', at)) != std::string::npos && at + 1 < indented.size(); at += 3) {
        indented.insert(at + 1, "  ");
    }
    text.replace(block, end - block, indented);
    const auto meant = parse_text(text);
    EXPECT_TRUE(meant.state) << all_texts(meant);
    text.replace(text.find("allowSelfReference: true"), 24, "allowSelfReference: false");
    EXPECT_THAT(all_texts(parse_text(text)), HasSubstr("the webhook is this API server itself"));
}

/// The YAML blocks of the page in order.
[[nodiscard]] std::vector<std::string> yaml_blocks(const std::string& page) {
    std::vector<std::string> blocks;
    for (std::size_t at = 0; (at = page.find("```yaml\n", at)) != std::string::npos;) {
        const auto end = page.find("```\n", at + 8);
        blocks.push_back(page.substr(at + 8, end - at - 8));
        at = end;
    }
    return blocks;
}

TEST(PackagedFiles, EveryExampleOfTheReferenceIsValid) {
    const auto blocks = yaml_blocks(source_file("docs/desired-state.md"));
    ASSERT_GE(blocks.size(), 5U);
    for (const auto& block : blocks) {
        // A page shows either a whole file or lines below spec.
        const auto parsed = parse_text(block.starts_with("apiVersion:") ? block : minimal_with(block));
        EXPECT_TRUE(parsed.state) << block << all_texts(parsed);
    }
}

}  // namespace
}  // namespace planekeeper::spec::testing::packaged_files_test
