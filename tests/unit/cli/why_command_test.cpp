#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "status/provenance_json.hpp"
#include "unit/cli/fake_daemon.hpp"
#include "unit/cli/sample_states.hpp"

namespace planekeeper::cli::why_command_test {
namespace {

using model::OriginKind;
using model::PartKind;
using testing::HasSubstr;
using testing::Not;

/// Asks about small_desired_state only.
int ask_file(CliRun& cli, std::vector<std::string> words) {
    cli.in.str(small_desired_state);
    std::vector<std::string> line{"why", "-f", "-"};
    line.insert(line.end(), words.begin(), words.end());
    return cli(line);
}

model::Explanation cured_manifest() {
    model::Explanation explanation{{model::ResourceKind::static_pod, "/m.yaml"}, "kube-apiserver", {}};
    explanation.parts.push_back(
        {PartKind::flag,
         "feature-gates",
         {"A=false",
          {{"A=false", {.kind = OriginKind::cure, .name = "off", .reason = "it crashed", .source = "kubernetes#1"}}}}});
    return explanation;
}

TEST(WhyCommand, ListsWhatCanBeAskedFor) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("StaticPod//etc/kubelet.d/kube-api-server.yaml\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("KubernetesObject/PodSecurityPolicy/default\n"));
}

TEST(WhyCommand, NamesTheLineOfTheFile) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"kube-apiserver", "--flag", "advertise-address"}), 0);
    EXPECT_EQ(cli.out.str(),
              "StaticPod//etc/kubelet.d/kube-api-server.yaml of kube-apiserver\n"
              "  --advertise-address=192.168.10.50\n"
              "      spec.address (<stdin>:7:12)\n");
}

TEST(WhyCommand, KnowsTheNamesThatStatusHas) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"File//var/lib/kubernetes/ca.pem"}), 0) << cli.err.str();
    EXPECT_THAT(cli.out.str(), HasSubstr("KeyMaterial/ca"));
}

TEST(WhyCommand, NamesTheDefault) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"kube-apiserver", "--flag", "--bind_address"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("  spec.apiserver.bindAddress, by default: 0.0.0.0\n"));
}

TEST(WhyCommand, NamesTheFactOfTheVersionWithItsSource) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"--flag", "feature-gates"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("APIPriorityAndFairness=false: Kubernetes v1.20: "));
    EXPECT_THAT(cli.out.str(), HasSubstr("(kubernetes/kubernetes#97525)\n"));
}

TEST(WhyCommand, FindsAPathAMountAndANameOfACertificate) {
    for (const char* subject : {"/var/lib/kubernetes/kubernetes-key.pem", "/var/lib/kubernetes", "10.32.0.1",
                                "PodSecurityPolicy/default", "KeyMaterial/ca"}) {
        CliRun cli;
        EXPECT_EQ(ask_file(cli, {subject}), 0) << subject;
        EXPECT_NE(cli.out.str(), "") << subject;
    }
}

TEST(WhyCommand, AFlagThatNobodySetsIsAnAnswer) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"kube-apiserver", "--flag", "tls-cipher-suites"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("neither the file nor planekeeper sets it"));
}

TEST(WhyCommand, WhatNobodyKnowsIsAnError) {
    CliRun flag;
    EXPECT_EQ(ask_file(flag, {"kube-apiserver", "--flag", "tls-cipher-suits"}), 1);
    EXPECT_THAT(flag.err.str(), HasSubstr("did you mean \"tls-cipher-suites\"?"));
    CliRun subject;
    EXPECT_EQ(ask_file(subject, {"/etc/passwd"}), 1);
    EXPECT_THAT(subject.err.str(), HasSubstr("there is nothing of the name \"/etc/passwd\""));
    EXPECT_EQ(subject.out.str(), "");
}

TEST(WhyCommand, AsksTheDaemonWhichKnowsTheCuresOfItsNode) {
    CliRun cli;
    cli.daemon.answer("GET /v1/provenance", 200,
                      status::provenance_json({"/etc/planekeeper/desired-state.yaml", {cured_manifest()}}));
    EXPECT_EQ(cli({"why", "kube-apiserver"}), 0);
    EXPECT_EQ(cli.out.str(),
              "StaticPod//m.yaml of kube-apiserver\n"
              "  --feature-gates=A=false\n"
              "      A=false: cure off: it crashed (kubernetes#1)\n");
}

TEST(WhyCommand, AsARecordItIsThatOfTheSubjectAlone) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"KeyMaterial/ca", "-o", "json"}), 0);
    const auto report = status::provenance_from_json(cli.out.str());
    ASSERT_TRUE(report) << report.error().text();
    ASSERT_EQ(report->explanations.size(), 1U);
    EXPECT_EQ(report->explanations.front().resource.name, "ca");
    CliRun yaml;
    EXPECT_EQ(ask_file(yaml, {"KeyMaterial/ca", "-o", "yaml"}), 0);
    EXPECT_THAT(yaml.out.str(), HasSubstr("kind: Provenance\n"));
}

TEST(WhyCommand, AsARecordAnAbsentFlagIsARecord) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"kube-apiserver", "--flag", "tls-cipher-suites", "-o", "json"}), 0);
    const auto report = status::provenance_from_json(cli.out.str());
    ASSERT_TRUE(report) << cli.out.str();
    ASSERT_EQ(report->explanations.size(), 1U);
    EXPECT_EQ(report->explanations.front().parts.front().written.value, std::nullopt);
}

TEST(WhyCommand, AsARecordAFileOfCommentsIsAnEmptyOne) {
    CliRun cli;
    cli.in.str("# to be edited\n");
    EXPECT_EQ(cli({"why", "-f", "-", "-o", "json"}), 0);
    const auto report = status::provenance_from_json(cli.out.str());
    ASSERT_TRUE(report) << cli.out.str();
    EXPECT_TRUE(report->explanations.empty());
}

TEST(WhyCommand, ANameThatAResourceHasIsFoundInTheCertificateToo) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"k8s-master"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("NodeTaints/k8s-master\n"));
    EXPECT_THAT(cli.out.str(), HasSubstr("KeyMaterial/kubernetes\n  name k8s-master\n      metadata.name ("));
}

TEST(WhyCommand, FindsAMountByItsDirectoryOnTheNodeAndByAPathBelowIt) {
    for (const char* subject : {"/var/log/kube-apiserver", "/var/log/kube-apiserver/audit.log"}) {
        CliRun cli;
        EXPECT_EQ(ask_file(cli, {subject}), 0) << subject;
        EXPECT_THAT(cli.out.str(), HasSubstr("  mount /var/log of /var/log/kube-apiserver, to write\n")) << subject;
    }
}

TEST(WhyCommand, NamesTheFieldThatADefaultIsMadeFrom) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"kube-apiserver", "--flag", "etcd-certfile"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("      spec.pki.directory, by default: /var/lib/kubernetes\n"));
    CliRun image;
    EXPECT_EQ(ask_file(image, {"Image/localhost/k8s-kube-apiserver"}), 0);
    EXPECT_THAT(image.out.str(), HasSubstr("      spec.kubernetesVersion (<stdin>:6:"));
}

TEST(WhyCommand, AFactOfOtherVersionsSaysThatItIsOfThemOnly) {
    std::string text = small_desired_state;
    text.replace(text.find("v1.20.1"), 7, "v1.30.1");
    CliRun cli;
    cli.in.str(text);
    EXPECT_EQ(cli({"why", "-f", "-", "--flag", "apiserver-count"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("      written only for Kubernetes v1.20 to v1.23: "));
}

TEST(WhyCommand, AFlagIsTakenAsItStandsInTheManifest) {
    CliRun cli;
    EXPECT_EQ(ask_file(cli, {"--flag", "--v=4"}), 0);
    EXPECT_THAT(cli.out.str(), HasSubstr("  --v=2\n"));
}

TEST(WhyCommand, AMistypedFlagIsLookedForInEachComponent) {
    CliRun cli;
    cli.in.str(std::string{small_desired_state} + "  scheduler: {}\n");
    EXPECT_EQ(cli({"why", "-f", "-", "--flag", "etcd-server"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("kube-apiserver and kube-scheduler: no flag \"etcd-server\"; did you mean"));
    CliRun authority;
    EXPECT_EQ(ask_file(authority, {"KeyMaterial/ca", "--flag", "v"}), 1);
    EXPECT_THAT(authority.err.str(), HasSubstr("KeyMaterial/ca has no flags"));
}

TEST(WhyCommand, AFileOfCommentsExplainsThatNothingIsWritten) {
    CliRun cli;
    cli.in.str("# to be edited\n");
    EXPECT_EQ(cli({"why", "-f", "-"}), 0);
    EXPECT_EQ(cli.out.str(), "<stdin> declares nothing yet: nothing is written.\n");
}

TEST(WhyCommand, AFileWithProblemsExplainsNothing) {
    CliRun cli;
    cli.in.str(std::string{small_desired_state} + "  colour: blue\n");
    EXPECT_EQ(cli({"why", "-f", "-", "kube-apiserver"}), 1);
    EXPECT_THAT(cli.err.str(), HasSubstr("<stdin>:10:3: "));
    EXPECT_EQ(cli.out.str(), "");
}

}  // namespace
}  // namespace planekeeper::cli::why_command_test
