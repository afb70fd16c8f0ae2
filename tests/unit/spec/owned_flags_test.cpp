#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "facts/flag_rows.hpp"
#include "spec/owned_flags.hpp"
#include "texts.hpp"

// A flag that follows from a field is refused wherever else it is written.

namespace planekeeper::spec::testing::owned_flags_test {
namespace {

using ::testing::HasSubstr;

TEST(OwnedFlags, AreRefusedUnderFlagsAndUnderExtraFlags) {
    const std::string reference = source_file("docs/desired-state.md");
    for (const auto& owned : kubernetes::flag_rows(model::ComponentId::api_server)) {
        if (owned.field.empty()) continue;
        const std::string name(owned.name);
        const std::string wanted = "this flag follows from " + std::string(owned.field) + " (set that field instead)";
        const auto flag = parse_text(minimal_with("  apiserver: {flags: {" + name + ": x}}\n"));
        EXPECT_THAT(all_texts(flag), HasSubstr(":10:23: spec.apiserver.flags." + name + ": " + wanted));
        for (const std::string& written : {"--" + name + "=x", "--" + name}) {
            const auto extra = parse_text(minimal_with("  apiserver: {extraFlags: [\"" + written + "\"]}\n"));
            EXPECT_EQ(all_texts(extra), "test.yaml:10:28: spec.apiserver.extraFlags[0]: " + wanted + "\n") << written;
        }
        EXPECT_TRUE(reference.contains(owned.field.substr(5))) << owned.field;
    }
}

TEST(OwnedFlags, AreKnownBehindAnotherItemAndInEveryOccurrence) {
    const auto parsed = parse_text(minimal_with(
        "  apiserver: {extraFlags: [\"--profiling=false\", \"--secure-port=8443\", \"--secure-port=6443\"]}\n"));
    EXPECT_EQ(parsed.problems.size(), 2U) << all_texts(parsed);
}

struct OtherForm {
    std::string written;
    std::string wanted;
};

TEST(OwnedFlags, HaveNoOtherSpelling) {
    EXPECT_TRUE(owned_flag(model::ComponentId::api_server, "secure_port"));
    EXPECT_FALSE(owned_flag(model::ComponentId::api_server, "profiling"));
    for (const auto& [written, wanted] :
         {OtherForm{"\"--secure_port=8443\"", "is not a flag"}, OtherForm{"\"-secure-port=8443\"", "is not a flag"},
          OtherForm{"\"--Secure-Port=8443\"", "is not a flag"}, OtherForm{"\"--secure-port 8443\"", "is not a flag"},
          OtherForm{"\"--secure-port\", \"8443\"", "follows from spec.apiserver.port"},
          OtherForm{"\"--\", \"--secure-port=1\"", "is not a flag"}}) {
        const auto parsed = parse_text(minimal_with("  apiserver: {extraFlags: [" + written + "]}\n"));
        EXPECT_THAT(all_texts(parsed), HasSubstr("extraFlags[0]: ")) << written;
        EXPECT_THAT(all_texts(parsed), HasSubstr(wanted)) << written;
    }
}

}  // namespace
}  // namespace planekeeper::spec::testing::owned_flags_test
