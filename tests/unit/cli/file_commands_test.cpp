#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "components/artefacts.hpp"
#include "unit/cli/fake_daemon.hpp"
#include "unit/cli/sample_states.hpp"

namespace planekeeper::cli::file_commands_test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(ValidateCommand, AValidFileIsExitCodeZero) {
    const auto path = testing::TempDir() + "planekeeper_valid.yaml";
    std::ofstream{path} << small_desired_state;
    CliRun cli;

    EXPECT_EQ(cli({"validate", "-f", path}), 0);
    EXPECT_EQ(cli.out.str(), path + ": valid\n");
}

TEST(ValidateCommand, ReadsStandardInput) {
    CliRun cli;
    cli.in.str(small_desired_state);

    EXPECT_EQ(cli({"validate", "-f", "-"}), 0);
    EXPECT_EQ(cli.out.str(), "<stdin>: valid\n");
}

TEST(ValidateCommand, AProblemHasItsPlaceItsLineAndACaret) {
    CliRun cli;
    cli.in.str(std::string{small_desired_state} + "  colour: blue\n");

    EXPECT_EQ(cli({"validate", "-f", "-"}), 1);
    EXPECT_THAT(cli.out.str(), StartsWith("<stdin>:10:3: "));
    EXPECT_THAT(cli.out.str(), HasSubstr("\n  10 |   colour: blue\n     |   ^\n"));
    EXPECT_EQ(cli.err.str(), "");
}

TEST(ValidateCommand, AConfigurationFileThatAFlagNamesIsJudgedWhereItLies) {
    const auto directory = testing::TempDir() + "planekeeper_named";
    std::filesystem::create_directory(directory);
    const auto named = directory + "/authorizers.yaml";
    std::ofstream{named}
        << "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers: []\n";
    auto desired = std::string{small_desired_state};
    desired.replace(desired.find("v1.20.1"), 7, "v1.37.2");
    desired += "  apiserver:\n    flags: {authorization-config: ";
    CliRun cli;
    cli.in.str(desired + named + "}\n");
    EXPECT_EQ(cli({"validate", "-f", "-"}), 1);
    EXPECT_THAT(cli.out.str(), HasSubstr(named + ":3:1: authorizers: the list is empty"));

    CliRun elsewhere;
    elsewhere.in.str(desired + "/nowhere/authorizers.yaml}\n");
    EXPECT_EQ(elsewhere({"validate", "-f", "-"}), 0) << elsewhere.out.str();
}

TEST(ValidateCommand, AFileThatIsNotThereIsAProblemLikeAnyOther) {
    CliRun cli;
    EXPECT_EQ(cli({"validate", "-f", "/nowhere/x.yaml"}), 1);
    EXPECT_THAT(cli.out.str(), StartsWith("/nowhere/x.yaml"));
    EXPECT_THAT(cli.out.str(), HasSubstr("No such file"));
}

TEST(ValidateCommand, ADirectoryIsAProblem) {
    CliRun cli;
    EXPECT_EQ(cli({"validate", "-f", "/"}), 1);
}

TEST(ValidateCommand, AHugeInputIsRefusedWithoutReadingItAll) {
    CliRun cli;
    cli.in.str(std::string(10U << 20U, '#'));

    EXPECT_EQ(cli({"validate", "-f", "-"}), 1);
    EXPECT_LT(cli.in.tellg(), std::streampos(1 << 20));
}

TEST(ValidateCommand, AFileOfCommentsDeclaresNothingYet) {
    CliRun cli;
    cli.in.str("# an example\n");

    EXPECT_EQ(cli({"validate", "-f", "-"}), 0);
    EXPECT_EQ(cli.out.str(), "<stdin>: valid, but declares nothing yet\n");
}

TEST(RenderCommand, WithoutAnArtefactItListsThem) {
    CliRun cli;
    cli.in.str(small_desired_state);

    EXPECT_EQ(cli({"render", "-f", "-"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("manifest\n"));
    EXPECT_TRUE(cli.daemon.requests.empty());
}

TEST(RenderCommand, PrintsEveryArtefactThatItLists) {
    CliRun list;
    list.in.str(small_desired_state);
    ASSERT_EQ(list({"render", "-f", "-"}), 0);
    std::istringstream names{list.out.str()};
    for (std::string name; std::getline(names, name);) {
        CliRun cli;
        cli.in.str(small_desired_state);
        EXPECT_EQ(cli({"render", name, "-f", "-"}), 0) << cli.err.str();
        EXPECT_TRUE(cli.out.str().ends_with('\n')) << name;
    }
}

TEST(RenderCommand, AnUnknownArtefactIsToldTheKnownOnes) {
    CliRun cli;
    cli.in.str(small_desired_state);

    EXPECT_EQ(cli({"render", "teapot", "-f", "-"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("\"teapot\""));
    EXPECT_THAT(cli.err.str(), HasSubstr(" manifest"));
    EXPECT_EQ(cli.out.str(), "");
}

TEST(RenderCommand, AnInvalidFileRendersNothing) {
    CliRun cli;
    cli.in.str("kind: ControlPlaneNode\n");

    EXPECT_EQ(cli({"render", "manifest", "-f", "-"}), 1);
    EXPECT_EQ(cli.out.str(), "");
    EXPECT_THAT(cli.err.str(), StartsWith("<stdin>:"));
}

TEST(SchemaCommand, PrintsTheSchemaThatIsShipped) {
    CliRun cli;
    EXPECT_EQ(cli({"schema"}), 0);
    EXPECT_THAT(cli.out.str(), StartsWith("{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\""));
    std::ostringstream shipped;
    shipped << std::ifstream{std::string{PLANEKEEPER_SOURCE_DIR} + "/config/desired-state.schema.json"}.rdbuf();
    EXPECT_EQ(cli.out.str(), shipped.str());
    EXPECT_EQ(cli.err.str(), "");
}

}  // namespace
}  // namespace planekeeper::cli::file_commands_test
