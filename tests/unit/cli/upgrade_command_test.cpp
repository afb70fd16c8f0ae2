#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cli/fake_daemon.hpp"
#include "unit/cli/sample_states.hpp"
#include "unit/components/accepted.hpp"

namespace planekeeper::cli::upgrade_command_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// The small desired state with this version and `more` lines below spec.
std::string of_version(const std::string& version, const std::string& more = "") {
    std::string text = small_desired_state;
    return text.replace(text.find("v1.20.1"), 7, version) + more;
}

/// `planekeeper plan --to` for a text on standard input.
struct UpgradeRun : CliRun {
    int code = 0;

    UpgradeRun(const std::string& text, const std::string& to) {
        in.str(text);
        code = (*this)({"plan", "-f", "-", "--to", to});
        EXPECT_THAT(daemon.requests, IsEmpty());
        EXPECT_EQ(socket, "");
        EXPECT_THAT(planned, IsEmpty()) << "nobody looks at the node";
    }
};

TEST(UpgradeCommand, OverTheBorderOfPodSecurityPolicyIsAsItWasAccepted) {
    const UpgradeRun cli{of_version("v1.24.17"), "v1.25.4"};

    EXPECT_EQ(cli.code, 2);
    EXPECT_EQ(cli.err.str(), "");
    kubernetes::test::hold_against(
        kubernetes::test::source_directory() / "tests/golden/plan-to/v1.24.17-to-v1.25.4.txt", cli.out.str());
}

TEST(UpgradeCommand, WithoutAPolicyTheBorderIsAStepLikeAnyOther) {
    const UpgradeRun cli{of_version("v1.24.17", "  policies: {pods: none}\n"), "v1.25.4"};

    EXPECT_EQ(cli.code, 2);
    EXPECT_THAT(cli.out.str(), AllOf(HasSubstr("  1. build the image of v1.25.4\n"), Not(HasSubstr("delete"))));
    EXPECT_THAT(cli.out.str(), HasSubstr("kube-apiserver is restarted once: the image changes.\n"));
}

TEST(UpgradeCommand, CountsTheRestartsOfEachComponent) {
    const UpgradeRun cli{of_version("v1.24.17", "  scheduler: {}\n"), "v1.25.4"};

    EXPECT_THAT(cli.out.str(),
                HasSubstr("; kube-apiserver is restarted twice: the admission plugin PodSecurityPolicy goes, then the "
                          "image changes; kube-scheduler is restarted once: the image changes.\n"));
}

TEST(UpgradeCommand, AStepThatChangesNoTextSaysSo) {
    for (const auto& [from, to] : {std::pair{"v1.36.3", "v1.37.2"}, std::pair{"v1.24.16", "v1.24.17"}}) {
        const UpgradeRun cli{of_version(from), to};

        EXPECT_EQ(cli.code, 2);
        EXPECT_EQ(cli.out.str(),
                  "Node:           k8s-master\n"
                  "Desired state:  <stdin>\n"
                  "Kubernetes:     " +
                      std::string{from} + " to " + to +
                      "\n"
                      "\nPreparation\n"
                      "  - spec.kubernetesVersion: write " +
                      to +
                      "\n"
                      "\nSteps\n"
                      "  1. build the image of " +
                      to +
                      "\n"
                      "     from https://dl.k8s.io/" +
                      to +
                      "/bin/linux/arm64/kube-apiserver; what runs is left alone "
                      "meanwhile\n"
                      "  2. rehearse it with its flags and files\n"
                      "     no pod is touched before it has got as far as asking for etcd\n"
                      "  3. publish the generation of " +
                      to +
                      "\n"
                      "     it is good once its container runs and /livez and three /readyz in a row have answered\n"
                      "     restarts kube-apiserver: yes, the image changes\n"
                      "\nChanges\n"
                      "  none but the image, its tag and the generation\n"
                      "\nPlan: 3 steps; kube-apiserver is restarted once: the image changes.\n");
    }
}

TEST(UpgradeCommand, APatchMayGoBack) { EXPECT_EQ((UpgradeRun{of_version("v1.24.17"), "v1.24.0"}.code), 2); }

TEST(UpgradeCommand, TheVersionOfTheFileIsNothingToDo) {
    const UpgradeRun cli{of_version("v1.24.17"), "v1.24.17"};

    EXPECT_EQ(cli.code, 0);
    EXPECT_EQ(cli.out.str(), "<stdin> has v1.24.17 already: nothing to do.\n");
}

TEST(UpgradeCommand, AFileOfCommentsIsNothingToDo) { EXPECT_EQ((UpgradeRun{"# an example\n", "v1.24.17"}.code), 0); }

TEST(UpgradeCommand, AMinorThatIsLeftOutIsRefusedWithTheWayOut) {
    const UpgradeRun cli{of_version("v1.24.17"), "v1.26.0"};

    EXPECT_EQ(cli.code, 1);
    EXPECT_EQ(cli.out.str(), "");
    EXPECT_EQ(cli.err.str(),
              "planekeeper: kube-apiserver goes from one minor to the next: v1.24.17 to v1.26.0 leaves out v1.25\n"
              "  set kubernetesVersion to the newest patch of v1.25, wait for Converged, and go on from there\n");
}

TEST(UpgradeCommand, AnOlderMinorIsRefused) {
    const UpgradeRun cli{of_version("v1.25.4"), "v1.24.17"};

    EXPECT_EQ(cli.code, 1);
    EXPECT_EQ(cli.out.str(), "");
    EXPECT_THAT(cli.err.str(), AllOf(StartsWith("planekeeper: kube-apiserver does not go back to an older minor"),
                                     HasSubstr("\n  stay with v1.25, or restore an etcd backup")));
}

TEST(UpgradeCommand, AVersionThatIsNoneOrNotSupportedIsToldTheRange) {
    const std::pair<const char*, const char*> cases[] = {
        {"v1.19.16", "--to: Kubernetes v1.19.16 is not supported (supported: v1.20 to v1.37)\n"},
        {"v1.38.0", "--to: Kubernetes v1.38.0 is not supported (supported: v1.20 to v1.37)\n"},
        {"v2.25.0", "--to: Kubernetes v2.25.0 is not supported (supported: v1.20 to v1.37)\n"},
        {"1.25.4", "--to: \"1.25.4\" is not a release of Kubernetes (write v1.25.4)\n  supported: v1.20 to v1.37\n"},
        {"v1.25", "--to: \"v1.25\" is not a release of Kubernetes (as in v1.20.1)\n  supported: v1.20 to v1.37\n"},
        {"newest", "--to: \"newest\" is not a release of Kubernetes (as in v1.20.1)\n  supported: v1.20 to v1.37\n"},
        {"", "--to: \"\" is not a release of Kubernetes (as in v1.20.1)\n  supported: v1.20 to v1.37\n"},
    };
    for (const auto& [to, message] : cases) {
        const UpgradeRun cli{of_version("v1.24.17"), to};

        EXPECT_EQ(cli.code, 1) << to;
        EXPECT_EQ(cli.out.str(), "") << to;
        EXPECT_EQ(cli.err.str(), "planekeeper: " + std::string{message}) << to;
    }
}

TEST(UpgradeCommand, WhatTheNewVersionRefusesHasItsPlaceInTheFile) {
    const UpgradeRun upgrade{of_version("v1.23.17",
                                        "  apiserver:\n"
                                        "    extraFlags: [--v=4, --target-ram-mb=100]\n"
                                        "    admissionPlugins: [PodSecurityPolicy]\n"),
                             "v1.24.17"};
    EXPECT_EQ(upgrade.code, 1);
    EXPECT_EQ(upgrade.out.str(), "");
    EXPECT_EQ(
        upgrade.err.str(),
        "planekeeper: v1.24.17 does not take the file as it stands:\n"
        "<stdin>:11:25: spec.apiserver.extraFlags[1]: v1.24 does not have the flag --target-ram-mb: it was removed "
        "in v1.24 (delete it: watch caches are sized automatically)\n"
        "  11 |     extraFlags: [--v=4, --target-ram-mb=100]\n"
        "     |                         ^\n");
}

TEST(UpgradeCommand, AFileThatIsWrongAlreadyIsNotAskedAboutTheNewVersion) {
    const UpgradeRun cli{of_version("v1.24.17", "  colour: blue\n"), "v1.25.4"};

    EXPECT_EQ(cli.code, 1);
    EXPECT_THAT(cli.err.str(), AllOf(StartsWith("<stdin>:10:3: "), Not(HasSubstr("v1.25.4"))));
}

TEST(UpgradeCommand, WhatBelongsToTheOldVersionIsThePersonsToReplace) {
    const auto digest = std::string(128, 'a');
    const UpgradeRun pinned{of_version("v1.36.3", "  image: {source: {sha512: " + digest + "}}\n"), "v1.37.2"};
    EXPECT_THAT(pinned.out.str(),
                HasSubstr("  - spec.image.source.sha512: write that of v1.37.2, or delete the line\n"));
    EXPECT_THAT(pinned.out.str(), Not(HasSubstr("spec.image.source: ")));

    const UpgradeRun local{of_version("v1.36.3", "  image: {source: {path: /opt/kube-apiserver}}\n"), "v1.37.2"};
    EXPECT_THAT(local.out.str(),
                HasSubstr("  - spec.image.source: /opt/kube-apiserver has to be that of v1.37.2 by then\n"));
    EXPECT_THAT(local.out.str(), HasSubstr("     from /opt/kube-apiserver; "));

    const UpgradeRun ready{of_version("v1.36.3", "  image: {source: {archive: /srv/a.tar}}\n"), "v1.37.2"};
    EXPECT_THAT(ready.out.str(), HasSubstr("  1. import the image of v1.37.2\n     from /srv/a.tar; "));
}

TEST(UpgradeCommand, AFileThatIsNewIsDiffedAgainstNothing) {
    const UpgradeRun cli{of_version("v1.31.4", "  authorizationWebhook: {server: \"https://authz.example.org/a\"}\n"),
                         "v1.32.0"};

    EXPECT_EQ(cli.code, 2);
    EXPECT_THAT(cli.out.str(), HasSubstr("+ create File//etc/kubernetes/webhook/authorizers.yaml: with v1.32.0\n"
                                         "    --- /dev/null\n"
                                         "    +++ /etc/kubernetes/webhook/authorizers.yaml\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("    -        - --authorization-mode=Node,RBAC,Webhook\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("\nNotes\n  - --authorization-mode is no longer written"));
}

TEST(UpgradeCommand, ABakedImageGetsTheNewFileToo) {
    const UpgradeRun cli{of_version("v1.24.17", "  image: {contents: baked}\n"), "v1.25.4"};

    EXPECT_THAT(cli.out.str(), HasSubstr("~ update Image/localhost/k8s-kube-apiserver: with v1.25.4\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("    +COPY --chmod=0644 [\"baked-"));
}

TEST(UpgradeCommand, WarningsOfTheNewVersionAreNotesToo) {
    const UpgradeRun cli{of_version("v1.28.0", "  apiserver: {flags: {cloud-provider: external}}\n"), "v1.29.0"};

    EXPECT_EQ(cli.code, 2) << cli.err.str();
    EXPECT_THAT(cli.out.str(), HasSubstr("\nNotes\n  - the flag --cloud-provider is deprecated in v1.29"));
}

TEST(UpgradeCommand, OptionsThatMeanNothingWithItAreRefused) {
    CliRun cli;
    EXPECT_EQ(cli({"plan", "--to", "v1.25.4", "--socket", "/x.sock"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("--socket excludes --to"));
    for (const char* command : {"status", "validate", "render"}) {
        CliRun other;
        EXPECT_EQ(other({command, "--to", "v1.25.4"}), 1) << command;
        EXPECT_EQ(other.out.str(), "") << command;
    }
    CliRun twice;
    EXPECT_EQ(twice({"plan", "--to", "v1.25.4", "--to", "v1.26.0"}), 1);
    CliRun nothing;
    EXPECT_EQ(nothing({"plan", "--to"}), 1);
    CliRun json;
    EXPECT_EQ(json({"plan", "--to", "v1.25.4", "-o", "json"}), 1) << "plan has no records";
}

TEST(UpgradeCommand, TheDefaultFileLiesBelowTheRoot) {
    CliRun cli;
    EXPECT_EQ(cli({"plan", "--to", "v1.25.4", "--root", "/nowhere"}), 1);
    EXPECT_THAT(cli.err.str(), StartsWith("/nowhere/etc/planekeeper/desired-state.yaml"));
}

TEST(UpgradeCommand, ColoursOnATerminalOnly) {
    for (const bool terminal : {true, false}) {
        CliRun cli;
        cli.environment.out_is_terminal = terminal;
        cli.in.str(of_version("v1.24.17"));
        EXPECT_EQ(cli({"plan", "-f", "-", "--to", "v1.25.4"}), 2);
        EXPECT_EQ(cli.out.str().contains("\x1b[1mSteps\x1b[0m"), terminal);
        EXPECT_EQ(cli.out.str().contains("\x1b["), terminal);
    }
}

}  // namespace
}  // namespace planekeeper::cli::upgrade_command_test
