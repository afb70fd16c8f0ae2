#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "converged_node.hpp"

// Changes by hand to an encryption config on a whole node.

namespace planekeeper::scenarios::encryption_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string file = "/var/lib/kubernetes/encryption-config.yaml";
const std::string new_key = base64("fedcba9876543210fedcba9876543210");

/// Adds a second key at the front or at the end of the list.
std::string with_second_key(std::string text, bool in_front) {
    const auto keys = text.find("keys:\n") + 6;
    const auto indent = text.substr(keys, text.find('-', keys) - keys);
    const auto entry = indent + "- name: key2\n" + indent + "  secret: " + new_key + "\n";
    const auto end = text.rfind('\n', text.find("- identity")) + 1;
    text.insert(in_front ? keys : end, entry);
    return text;
}

TEST(RotationByHand, IsTakenOverStepByStepWithOneRestartEach) {
    ConvergedNode node;
    const auto made = node.files.content(file);

    node.files.put(file, with_second_key(made, false), {.mode = 0600});
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.files.content(file), with_second_key(made, false));
    EXPECT_EQ(node.pods, 2);

    node.files.put(file, with_second_key(made, true), {.mode = 0600});
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    node.daemon->passes(5);
    EXPECT_EQ(node.files.content(file), with_second_key(made, true));
    EXPECT_EQ(node.pods, 3);
    for (const auto& event : node.daemon->events().recent()) {
        EXPECT_THAT(event.message, Not(HasSubstr(new_key.substr(0, 16))));
        EXPECT_FALSE(event.reason == "Repaired" && event.message.contains(file)) << event.message;
    }

    node.files.erase(file);
    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
    EXPECT_EQ(node.files.content(file), with_second_key(made, true)) << "the last good version comes back";
    EXPECT_EQ(node.pods, 3);
}

TEST(RotationByHand, ThatDropsTheOldKeyIsRefusedAndNothingRestarts) {
    ConvergedNode node;
    auto text = node.files.content(file);
    text.replace(text.find("name: key-"), 10, "name: new-");
    node.files.put(file, text, {.mode = 0600});

    node.daemon->passes(20);

    EXPECT_EQ(node.files.content(file), text);
    EXPECT_EQ(node.daemon->resource("KeyMaterial/encryption-config")->reason, "EncryptionKeyMissing");
    EXPECT_EQ(node.pods, 1);
}

TEST(EncryptionConfig, ThatIsGarbageOrEmptyComesBackWhole) {
    ConvergedNode node;
    const auto text = node.files.content(file);
    for (const char* garbage : {"", "{ torn", "kind: ["}) {
        node.files.put(file, garbage, {.mode = 0600});
        ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();
        EXPECT_EQ(node.files.content(file), text) << garbage;
    }
    EXPECT_EQ(node.pods, 1);
}

TEST(FoundEncryptionConfig, ThatWasWrongIsTakenOnceItIsCorrected) {
    FakeNode node;
    node.desire(FakeNode::text());
    const std::string head =
        "kind: EncryptionConfig\napiVersion: v1\nresources:\n- resources: [secrets]\n  providers:\n"
        "  - aescbc: {keys: [{name: mine, secret: \"";
    node.files.put(file, head + "too short\"}]}\n  - identity: {}\n", {.mode = 0600});
    Daemon daemon{node};
    daemon.passes(10);
    EXPECT_EQ(daemon.resource("KeyMaterial/encryption-config")->reason, "AdoptionRefused");
    EXPECT_FALSE(node.files.exists(FakeNode::manifest));
    const auto corrected = head + new_key + "\"}]}\n  - identity: {}\n";
    node.files.put(file, corrected, {.mode = 0600});

    ASSERT_TRUE(daemon.converge()) << daemon.unready();

    EXPECT_EQ(node.files.content(file), corrected);
}

}  // namespace
}  // namespace planekeeper::scenarios::encryption_test
