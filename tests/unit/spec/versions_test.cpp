#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/version_facts.hpp"
#include "texts.hpp"

// A setting that a version of Kubernetes does not have is a problem in the file. Other defaults follow the version.

namespace planekeeper::spec::testing::versions_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

[[nodiscard]] std::string of_version(const std::string& version, std::string_view more) {
    std::string text = minimal_with(more);
    return text.replace(text.find("v1.20.1"), 7, version);
}

struct Misfit {
    std::string_view name;
    std::string version;
    std::string lines;
    std::string wanted;
};

class Misfits : public ::testing::TestWithParam<Misfit> {};

TEST_P(Misfits, AreReportedWithPlaceAndWayOut) {
    const auto parsed = parse_text(of_version(GetParam().version, GetParam().lines));
    EXPECT_EQ(parsed.problems.size(), 1U) << all_texts(parsed);
    EXPECT_FALSE(parsed.state);
    EXPECT_THAT(all_texts(parsed), HasSubstr(GetParam().wanted));
}

INSTANTIATE_TEST_SUITE_P(
    Versions, Misfits,
    ::testing::Values(
        Misfit{
            "FlagThatIsGone", "v1.22.0", "  apiserver:\n    flags:\n      kubelet-https: true\n",
            ":12:7: spec.apiserver.flags.kubelet-https: v1.22 does not have the flag --kubelet-https: it was removed "
            "in v1.22 (delete it: connections to kubelets always use https)"},
        Misfit{"FlagThatIsNotYetThere", "v1.20.1", "  apiserver: {flags: {tracing-config-file: /srv/trace/t.yaml}}\n",
               "v1.20 does not have the flag --tracing-config-file: it comes with v1.22"},
        Misfit{"FlagThatNeverWas", "v1.30.0", "  apiserver: {flags: {max-request-inflight: 400}}\n",
               "no supported version of kube-apiserver has the flag --max-request-inflight (did you mean "
               "\"max-requests-inflight\"?)"},
        Misfit{"RemovedFlagThatNeverWas", "v1.30.0", "  apiserver: {flags: {event-tll: null}}\n",
               "did you mean \"event-ttl\"?"},
        Misfit{"ExtraFlagThatIsGone", "v1.25.4",
               "  apiserver:\n    extraFlags: [\"--v=4\", \"--logtostderr=true\", "
               "\"--kubelet-https=true\"]\n",
               "spec.apiserver.extraFlags[2]: v1.25 does not have the flag --kubelet-https: it was removed in v1.22 "
               "(delete it: connections to kubelets always use https)"},
        Misfit{"PluginThatIsGone", "v1.30.0",
               "  apiserver: {admissionPlugins: [NodeRestriction, SecurityContextDeny]}\n",
               ":10:51: spec.apiserver.admissionPlugins[1]: v1.30 does not have the admission plugin "
               "SecurityContextDeny: it was removed in v1.30"},
        Misfit{"PluginMisspelt", "v1.30.0", "  apiserver: {admissionPlugins: [NodeRestrictions]}\n",
               "did you mean \"NodeRestriction\"?"},
        Misfit{"DisabledPluginThatIsGone", "v1.25.0",
               "  apiserver: {flags: {disable-admission-plugins: \"PodSecurityPolicy\"}}\n",
               "spec.apiserver.flags.disable-admission-plugins: the admission plugin PodSecurityPolicy is not written"},
        Misfit{"DisabledAndEnabled", "v1.25.0", "  apiserver: {flags: {disable-admission-plugins: \"RuntimeClass\"}}\n",
               "the admission plugin RuntimeClass is enabled and disabled (list the others under"},
        Misfit{"GateThatIsNotYetThere", "v1.22.0", "  apiserver: {featureGates: {SidecarContainers: true}}\n",
               "v1.22 does not have the feature gate SidecarContainers: it comes with v1.28"},
        Misfit{"GateThatIsLocked", "v1.34.0",
               "  apiserver: {featureGates: {StructuredAuthenticationConfiguration: false}}\n",
               "is locked to true in v1.34"},
        Misfit{"GateMisspelt", "v1.30.0", "  apiserver: {featureGates: {SidecarContainer: true}}\n",
               "did you mean \"SidecarContainers\"?"},
        Misfit{"DisabledPluginInAnExtraFlag", "v1.25.0",
               "  apiserver: {extraFlags: [\"--disable-admission-plugins=PodSecurityPolicy\"]}\n",
               "spec.apiserver.extraFlags[0]: the admission plugin PodSecurityPolicy is not written"},
        Misfit{"ApiThatIsNotYetThere", "v1.28.0",
               "  apiserver: {runtimeConfig: {flowcontrol.apiserver.k8s.io/v1: true}}\n",
               "v1.28 does not have the API flowcontrol.apiserver.k8s.io/v1: it comes with v1.29"},
        Misfit{"FlowControlApiWithoutItsGate", "v1.21.0",
               "  apiserver: {runtimeConfig: {flowcontrol.apiserver.k8s.io/v1beta1: false}}\n",
               "kube-apiserver does not start without this API as long as it needs it"},
        Misfit{"PodSecurityTooEarly", "v1.24.17", "  policies: {pods: PodSecurity}\n",
               "spec.policies.pods: v1.24.17 restricts pods by a PodSecurityPolicy"},
        Misfit{"AuthorizationConfigAndWebhook", "v1.32.0",
               "  authorizationWebhook: {server: \"https://a.example.org/x\"}\n"
               "  apiserver: {flags: {authorization-config: /srv/a/config.yaml}}\n",
               "spec.authorizationWebhook: has no effect beside your own --authorization-config"},
        Misfit{"AuthorizationConfigAndModes", "v1.30.0",
               "  apiserver: {authorizationModes: [RBAC], flags: {authorization-config: /srv/a/config.yaml}}\n",
               "spec.apiserver.authorizationModes: has no effect"},
        Misfit{"AuthorizationConfigBehindItsGate", "v1.29.0",
               "  apiserver: {flags: {authorization-config: /srv/a/config.yaml}}\n",
               "v1.29 reads this file only with the feature gate StructuredAuthorizationConfiguration"},
        Misfit{"SigningEndpoint", "v1.32.0",
               "  apiserver: {flags: {service-account-signing-endpoint: /run/signer.sock}}\n",
               "cannot stand beside the service account key"},
        Misfit{"OldAuditPolicy", "v1.24.0",
               "  apiserver:\n    audit:\n      policy: |\n        apiVersion: audit.k8s.io/v1beta1\n        kind: "
               "Policy\n"
               "        rules: [{level: None}]\n",
               "v1.24 does not read audit.k8s.io/v1beta1"},
        Misfit{"DownloadOfAnotherVersion", "v1.21.14",
               "  image: {source: {url: \"https://dl.k8s.io/v1.20.1/bin/linux/arm64/kube-apiserver\"}}\n",
               "spec.image.source.url: is the address of v1.20.1, but kubernetesVersion is v1.21.14"},
        Misfit{"AuditPolicyInThePlaceOfAnother", "v1.25.0",
               "  apiserver: {audit: {policyFile: /etc/kubernetes/config/admission.yaml}}\n",
               "\"/etc/kubernetes/config/admission.yaml\" is also the file of"}),
    [](const auto& instance) { return std::string(instance.param.name); });

class Fits : public ::testing::TestWithParam<int> {};

TEST_P(Fits, TheMinimalFileOfEveryMinor) {
    const std::string version = "v1." + std::to_string(GetParam()) + ".3";
    const auto parsed = parse_text(of_version(version, ""));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    const auto& facts = kubernetes::version_facts(parsed.state->version);
    EXPECT_EQ(parsed.state->taints, facts.control_plane_taints);
    EXPECT_EQ(parsed.state->apiserver.admission_plugins, facts.admission_plugins);
    EXPECT_THAT(std::get<model::BinaryUrl>(parsed.state->component(model::ComponentId::api_server).image.source).url,
                HasSubstr("/" + version + "/"));
}

TEST_P(Fits, AFileWithAllThatFollowsTheVersion) {
    const std::string version = "v1." + std::to_string(GetParam()) + ".0";
    const auto parsed = parse_text(of_version(version,
                                              "  policies: {pods: PodSecurityPolicy}\n"
                                              "  authorizationWebhook: {server: \"https://a.example.org/x\"}\n"
                                              "  apiserver:\n"
                                              "    admissionPlugins: [NodeRestriction, PodSecurityPolicy]\n"
                                              "    featureGates: {APIPriorityAndFairness: false}\n"
                                              "    runtimeConfig: {authentication.k8s.io/v1beta1: true}\n"
                                              "    flags: {kubelet-https: null, apiserver-count: 1}\n"));
    EXPECT_TRUE(parsed.state) << all_texts(parsed);
}

INSTANTIATE_TEST_SUITE_P(Versions, Fits, ::testing::Range(20, 38),
                         [](const auto& instance) { return "Of1_" + std::to_string(instance.param); });

TEST(Versions, OthersAreRefusedWithTheRange) {
    for (const std::string version : {"v1.19.16", "v1.38.0", "v2.0.0"}) {
        EXPECT_THAT(all_texts(parse_text(of_version(version, ""))),
                    HasSubstr("Kubernetes " + version + " is not supported (supported: v1.20 to v1.37)"));
    }
}

TEST(Versions, AllMisfitsOfAFileAreFoundAtOnce) {
    const auto parsed = parse_text(of_version("v1.31.0",
                                              "  apiserver:\n"
                                              "    admissionPlugins: [SecurityContextDeny]\n"
                                              "    featureGates: {APIListChunking: false}\n"
                                              "    flags: {kubelet-https: true, insecure-port: 0}\n"
                                              "    extraFlags: [\"--cloud-provider=external\", \"--logtostderr\"]\n"));
    EXPECT_EQ(parsed.problems.size(), 5U) << all_texts(parsed);
}

TEST(Versions, PodSecurityIsTheNewNameOfTheSameChoice) {
    const auto parsed = parse_text(of_version("v1.25.4", "  policies: {pods: PodSecurity}\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(parsed.state, parse_text(of_version("v1.25.4", "  policies: {pods: PodSecurityPolicy}\n")).state);
}

TEST(Versions, A32BitSystemHasNoServerFrom127On) {
    EXPECT_TRUE(parse(of_version("v1.26.15", ""), "f", {.architecture = "arm"}).state);
    const auto parsed = parse(of_version("v1.27.0", ""), "f", {.architecture = "arm"});
    EXPECT_THAT(all_texts(parsed), HasSubstr("spec.kubernetesVersion: there is no kube-apiserver of v1.27 for arm"));
    EXPECT_TRUE(
        parse(of_version("v1.27.0", "  image: {source: {path: /opt/kube-apiserver}}\n"), "f", {.architecture = "arm"})
            .state);
}

TEST(Versions, AFileIsReadAsIfItNamedAnotherVersion) {
    const Environment other{.architecture = "arm64", .version = model::KubernetesVersion{1, 25, 4}};
    const auto parsed = parse(minimal, "f", other);
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(parsed.state, parse_text(of_version("v1.25.4", "")).state);
    const auto misfit = parse(minimal_with("  apiserver: {flags: {kubelet-https: true}}\n"), "f", other);
    EXPECT_THAT(all_texts(misfit), HasSubstr(":10:23: spec.apiserver.flags.kubelet-https: v1.25 does not have"));
    const Environment far{.architecture = "arm64", .version = model::KubernetesVersion{1, 99, 0}};
    EXPECT_THAT(all_texts(parse(minimal, "f", far)), HasSubstr("Kubernetes v1.99.0 is not supported"));
}

TEST(Versions, TheSeedsFileGoesToTheNextMinorsOnceItsOldFlagIsDeleted) {
    std::string text = source_file("config/seed.yaml");
    const auto line = text.find("      kubelet-https: true\n");
    ASSERT_NE(line, std::string::npos);
    const auto url = text.find("    source:\n      url: https://dl.k8s.io/v1.20.1");
    ASSERT_NE(url, std::string::npos);
    const auto end = text.find('\n', text.find("url:", url)) + 1;
    text.erase(url, end - url);
    text.erase(text.find("      kubelet-https: true\n"), std::string_view("      kubelet-https: true\n").size());
    for (int minor = 20; minor <= 37; ++minor) {
        const auto parsed =
            parse(text, "seed.yaml", {.architecture = "arm64", .version = model::KubernetesVersion{1, minor, 0}});
        EXPECT_TRUE(parsed.state) << minor << "\n" << all_texts(parsed);
    }
}

}  // namespace
}  // namespace planekeeper::spec::testing::versions_test
