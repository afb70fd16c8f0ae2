#include "cli/command_line.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "unit/cli/fake_daemon.hpp"

namespace planekeeper::cli::command_line_test {
namespace {

std::expected<CommandLine, UsageText> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "planekeeper");
    return parse_command_line(static_cast<int>(arguments.size()), arguments.data(), "0.1.0");
}

TEST(CommandLine, DefaultsAreThoseOfAnInstalledNode) {
    const auto line = parse({"status"}).value();

    EXPECT_EQ(line.file, "/etc/planekeeper/desired-state.yaml");
    EXPECT_FALSE(line.file_given);
    EXPECT_EQ(line.socket, "/run/planekeeper/planekeeper.sock");
    EXPECT_EQ(line.output, Output::table);
    EXPECT_EQ(line.timeout, std::chrono::minutes{10});
}

TEST(CommandLine, GlobalOptionsStandBeforeOrAfterTheCommand) {
    for (const auto& arguments :
         {std::vector{"-f", "x.yaml", "--root", "/mnt", "plan"}, std::vector{"plan", "-f", "x.yaml", "--root", "/mnt"},
          std::vector{"--root=/mnt", "plan", "--file=x.yaml"}}) {
        const auto line = parse(arguments).value();
        EXPECT_EQ(line.command, Command::plan);
        EXPECT_EQ(line.file, "x.yaml");
        EXPECT_TRUE(line.file_given);
        EXPECT_EQ(line.root, "/mnt");
    }
}

TEST(CommandLine, TheFileMayStandBehindTheCommand) {
    struct Case {
        std::vector<const char*> arguments;
        std::string artefact;
        std::string file;
    };
    for (const auto& [arguments, artefact, file] :
         {Case{{"validate", "x.yaml"}, "", "x.yaml"}, Case{{"plan", "x.yaml"}, "", "x.yaml"},
          Case{{"validate", "-"}, "", "-"}, Case{{"plan", "--to", "v1.21.0", "x.yaml"}, "", "x.yaml"},
          Case{{"render", "manifest", "x.yaml"}, "manifest", "x.yaml"}, Case{{"render", "./x"}, "", "./x"},
          Case{{"render", "x.yaml"}, "", "x.yaml"}, Case{{"render", "manifest", "-f", "x"}, "manifest", "x"},
          Case{{"render", "manifest"}, "manifest", "/etc/planekeeper/desired-state.yaml"}}) {
        const auto line = parse(arguments);
        ASSERT_TRUE(line) << file << line.error().err;
        EXPECT_EQ(line->file, file);
        EXPECT_EQ(line->artefact, artefact);
        EXPECT_EQ(line->file_given, !file.starts_with("/etc"));
    }
    EXPECT_FALSE(parse({"validate", "x.yaml", "-f", "y.yaml"}));
    EXPECT_FALSE(parse({"validate", "x.yaml", "y.yaml"}));
    EXPECT_FALSE(parse({"status", "x.yaml"}));
}

TEST(CommandLine, AnUnknownCommandIsNamedWithTheNearestOne) {
    EXPECT_EQ(parse({"stauts"}).error().err,
              "planekeeper: there is no command \"stauts\"; did you mean \"status\"?\nRun with --help for more "
              "information.\n");
    EXPECT_NE(parse({"bogus"}).error().err.find("there is no command \"bogus\""), std::string::npos);
    EXPECT_EQ(parse({"bogus"}).error().exit_code, 1);
}

TEST(CommandLine, ARootMovesTheDefaultsButNotWhatIsGiven) {
    EXPECT_EQ(parse({"--root", "/mnt/", "plan"}).value().file, "/mnt/etc/planekeeper/desired-state.yaml");
    EXPECT_EQ(parse({"--root", "/mnt", "plan"}).value().socket, "/mnt/run/planekeeper/planekeeper.sock");
    EXPECT_EQ(parse({"--root", "/", "plan"}).value().file, "/etc/planekeeper/desired-state.yaml");
    EXPECT_EQ(parse({"--root", "/mnt", "-f", "a", "--socket", "b", "plan"}).value().socket, "b");
}

TEST(CommandLine, UntilImpliesWatch) {
    EXPECT_TRUE(parse({"status", "--until", "Converged"}).value().watch);
    EXPECT_TRUE(parse({"status", "-w"}).value().watch);
    EXPECT_FALSE(parse({"status"}).value().watch);
}

TEST(CommandLine, TimeoutsHaveUnits) {
    EXPECT_EQ(parse({"reconcile", "--timeout", "90"}).value().timeout, std::chrono::seconds{90});
    EXPECT_EQ(parse({"reconcile", "--timeout", "5m"}).value().timeout, std::chrono::minutes{5});
    EXPECT_EQ(parse({"reconcile", "--timeout", "1h"}).value().timeout, std::chrono::hours{1});
    for (const auto* wrong : {"m", "5x", "-5s", "5m5", "99999999999s"}) {
        EXPECT_FALSE(parse({"reconcile", "--timeout", wrong})) << wrong;
    }
}

TEST(CommandLine, AWrongCommandLineIsExitCodeOne) {
    for (const auto& arguments : {std::vector{"stauts"}, std::vector{"status", "-o", "xml"}, std::vector{"--nope"},
                                  std::vector{"completion", "tcsh"}, std::vector<const char*>{}}) {
        const auto line = parse(arguments);
        ASSERT_FALSE(line);
        EXPECT_EQ(line.error().exit_code, 1);
        EXPECT_NE(line.error().err, "");
        EXPECT_EQ(line.error().out, "");
    }
}

TEST(CommandLine, EveryHelpHasExamplesAndExitCodes) {
    for (const auto* command : {"status", "plan", "validate", "render", "reconcile", "events"}) {
        const auto line = parse({command, "--help"});
        ASSERT_FALSE(line);
        EXPECT_EQ(line.error().exit_code, 0);
        EXPECT_NE(line.error().out.find("Examples:\n"), std::string::npos) << command;
        EXPECT_NE(line.error().out.find("Exit codes: 0 "), std::string::npos) << command;
    }
    EXPECT_NE(parse({"--help"}).error().out.find("Exit codes: 0 "), std::string::npos);
}

TEST(CommandLine, VersionIsAFlagToo) { EXPECT_EQ(parse({"--version"}).error().out, "planekeeper 0.1.0\n"); }

/// The completions that bash offers for `words`; the last word is being typed.
std::string completions(const std::string& words, int position) {
    CliRun cli;
    EXPECT_EQ(cli({"completion", "bash"}), 0);
    const auto path = testing::TempDir() + "planekeeper_completion_test";
    std::ofstream{path} << cli.out.str() << "COMP_WORDS=(" << words << ")\nCOMP_CWORD=" << position
                        << "\n_planekeeper\necho \"${COMPREPLY[*]}\"\n";
    auto* pipe = popen(("bash --norc " + path).c_str(), "r");
    std::string output(1000, '\0');
    output.resize(fread(output.data(), 1, output.size(), pipe));
    pclose(pipe);
    return output;
}

TEST(Completion, OffersCommandsThenTheirOptions) {
    EXPECT_EQ(completions("planekeeper st", 1), "status\n");
    EXPECT_EQ(completions("planekeeper reconcile --w", 2), "--wait\n");
    EXPECT_EQ(completions("planekeeper plan --r", 2), "--root\n");
    EXPECT_EQ(completions("planekeeper status -o w", 3), "wide\n");
    EXPECT_EQ(completions("planekeeper plan --w", 2), "\n");
    EXPECT_EQ(completions("planekeeper plan --t", 2), "--to\n");
    EXPECT_EQ(completions("planekeeper plan --to ''", 3), "\n");
}

}  // namespace
}  // namespace planekeeper::cli::command_line_test
