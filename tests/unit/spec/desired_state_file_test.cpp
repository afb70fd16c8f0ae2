#include "spec/desired_state_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "texts.hpp"

namespace planekeeper::spec::testing::desired_state_file_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(DesiredStateFile, TheMinimalFileGetsAllDefaults) {
    const Parsed parsed = parse_text(minimal);
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_TRUE(one_outcome(parsed));
    const auto& state = *parsed.state;
    EXPECT_EQ(state.node_name, "k8s-master");
    EXPECT_EQ(state.version, (model::KubernetesVersion{1, 20, 1}));
    EXPECT_EQ(state.address, "192.168.10.50");
    EXPECT_THAT(state.etcd.servers, ElementsAre("https://192.168.10.50:2379"));
    EXPECT_EQ(state.etcd.ca_file, "/var/lib/kubernetes/ca.pem");
    EXPECT_EQ(state.etcd.certificate_file, "/var/lib/kubernetes/kubernetes.pem");
    EXPECT_EQ(state.etcd.key_file, "/var/lib/kubernetes/kubernetes-key.pem");
    EXPECT_EQ(state.pki, model::Pki{});
    ASSERT_TRUE(state.encryption);
    EXPECT_EQ(state.encryption->provider, model::EncryptionProvider::aescbc);
    EXPECT_EQ(state.encryption->file, "/var/lib/kubernetes/encryption-config.yaml");
    EXPECT_FALSE(state.authorization_webhook);
    EXPECT_EQ(state.admin_kubeconfig,
              (model::AdminKubeconfig{"/etc/planekeeper/admin.kubeconfig", "https://192.168.10.50:6443"}));
    EXPECT_THAT(state.taints, ElementsAre(model::Taint{"node-role.kubernetes.io/master", "", "NoSchedule"}));
    EXPECT_EQ(state.apiserver.admission_plugins.back(), "PodSecurityPolicy");
    EXPECT_EQ(std::get<model::BinaryUrl>(state.component(model::ComponentId::api_server).image.source).url,
              "https://dl.k8s.io/v1.20.1/bin/linux/arm64/kube-apiserver");
}

TEST(DesiredStateFile, TheDownloadFollowsTheArchitecture) {
    const auto parsed = parse(minimal, "f", {.architecture = "amd64"});
    ASSERT_TRUE(parsed.state);
    EXPECT_THAT(std::get<model::BinaryUrl>(parsed.state->component(model::ComponentId::api_server).image.source).url,
                HasSubstr("/linux/amd64/"));
}

TEST(DesiredStateFile, FilesFollowThePkiDirectory) {
    const auto parsed =
        parse_text(minimal_with("  pki: {directory: /srv/keys}\n"
                                "  authorizationWebhook: {server: \"https://authz.example.org/a\"}\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(parsed.state->etcd.key_file, "/srv/keys/kubernetes-key.pem");
    EXPECT_EQ(parsed.state->encryption->file, "/srv/keys/encryption-config.yaml");
    EXPECT_EQ(parsed.state->authorization_webhook->certificate_authority, "/srv/keys/ca.pem");
    EXPECT_EQ(parsed.state->authorization_webhook->client_certificate, "/srv/keys/kubernetes.pem");
    EXPECT_EQ(parsed.state->authorization_webhook->client_key, "/srv/keys/kubernetes-key.pem");
}

TEST(DesiredStateFile, EveryFieldArrivesInTheState) {
    const auto parsed = parse_text(source_file("tests/unit/spec/every_field.yaml"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    const auto& state = *parsed.state;
    EXPECT_EQ(state.pki.algorithm, model::KeyAlgorithm::rsa_2048);
    EXPECT_THAT(state.pki.extra_sans, ElementsAre("api.example.org", "10.0.0.5", "2001:db8::5"));
    EXPECT_EQ(state.pki.authority_validity, std::chrono::days{7300});
    EXPECT_EQ(state.pki.certificate_validity, std::chrono::days{365});
    EXPECT_EQ(state.pki.renew_before, std::chrono::days{60});
    EXPECT_EQ(state.etcd.ca_file, "/etc/etcd-client/ca.pem");
    EXPECT_EQ(state.apiserver.request_timeout, "2m");
    EXPECT_EQ(state.admin_kubeconfig,
              (model::AdminKubeconfig{"/etc/planekeeper/admin.kubeconfig", "https://api.example.org:16443"}));
    EXPECT_EQ(state.encryption->provider, model::EncryptionProvider::secretbox);
    EXPECT_THAT(state.encryption->resources, ElementsAre("secrets", "configmaps"));
    ASSERT_EQ(state.files.size(), 1U);
    EXPECT_EQ(state.files[0].group, "root");
    EXPECT_EQ(state.files[0].owner, "keyreader");
    EXPECT_TRUE(state.authorization_webhook->allow_self_reference);
    EXPECT_EQ(state.component(model::ComponentId::api_server).image.contents, model::ImageContents::baked);
    EXPECT_EQ(std::get<model::BinaryPath>(state.component(model::ComponentId::api_server).image.source).sha512->size(),
              128U);
    EXPECT_THAT(state.component(model::ComponentId::api_server).image.extra_files,
                ElementsAre(model::ExtraFile{"/etc/ssl/certs/ca.crt", "/etc/ssl/ca.crt"}));
    EXPECT_EQ(state.apiserver.port, 16443);
    EXPECT_EQ(state.component(model::ComponentId::api_server).resources,
              (model::Resources{"250m", "300Mi", "2", "0.5Gi"}));
    EXPECT_THAT(state.apiserver.authorization_modes, ElementsAre("RBAC"));
    EXPECT_EQ(state.component(model::ComponentId::api_server).feature_gates.at("APIPriorityAndFairness"), true);
    EXPECT_EQ(state.apiserver.runtime_config.at("api/all"), true);
    EXPECT_EQ(state.component(model::ComponentId::api_server).flags.at("allow-privileged"), "true");
    EXPECT_EQ(state.component(model::ComponentId::api_server).flags.at("v"), "4");
    EXPECT_EQ(state.component(model::ComponentId::api_server).flags.at("event-ttl"), std::nullopt);
    EXPECT_THAT(state.component(model::ComponentId::api_server).extra_flags, ElementsAre("--profiling=false"));
    EXPECT_THAT(*state.apiserver.audit.policy, HasSubstr("rules:\n- level: Metadata\n"));
    EXPECT_EQ(state.static_pods.directory, "/etc/kubernetes/manifests");
    EXPECT_EQ(state.component(model::ComponentId::api_server).manifest_file, "apiserver.yml");
    EXPECT_EQ(state.runtime.endpoint, "unix:///run/crio/crio.sock");
    EXPECT_EQ(state.runtime.image_store, model::ImageStore::containers_storage);
    EXPECT_EQ(state.policies.pods, model::PodPolicy::none);
    EXPECT_THAT(state.taints, ElementsAre(model::Taint{"dedicated", "control-plane", "NoExecute"}));
    ASSERT_EQ(state.manifests.size(), 1U);
    EXPECT_THAT(state.manifests[0].content, HasSubstr("kind: Pod\n"));
}

TEST(DesiredStateFile, TheBinaryIsDownloadedByDefaultAlsoWithADigestAlone) {
    const std::string digest(128, 'A');
    const auto parsed = parse_text(minimal_with("  image: {source: {sha512: " + digest + "}}\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    const auto& source =
        std::get<model::BinaryUrl>(parsed.state->component(model::ComponentId::api_server).image.source);
    EXPECT_THAT(source.url, HasSubstr("dl.k8s.io"));
    EXPECT_EQ(source.sha512, std::string(128, 'a'));
}

TEST(DesiredStateFile, AnArchiveTakesThePlaceOfTheBuild) {
    const auto parsed = parse_text(minimal_with("  image: {source: {archive: /opt/apiserver.tar}}\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(std::get<model::ImageArchive>(parsed.state->component(model::ComponentId::api_server).image.source).path,
              "/opt/apiserver.tar");
}

TEST(DesiredStateFile, EncryptionIsTurnedOffByNone) {
    const auto parsed = parse_text(minimal_with("  encryption: {provider: none}\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_FALSE(parsed.state->encryption);
}

TEST(DesiredStateFile, EncryptionTakesResourcesAndAKmsPlugin) {
    auto text = minimal_with(
        "  encryption:\n    provider: kms\n    resources: [secrets, \"*.apps\"]\n"
        "    kms: {name: vault, endpoint: \"unix:///var/run/kms/vault.sock\", timeout: 500ms}\n");
    text.replace(text.find("v1.20.1"), 7, "v1.30.2");
    const auto parsed = parse_text(text);
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(parsed.state->encryption->provider, model::EncryptionProvider::kms);
    EXPECT_THAT(parsed.state->encryption->resources, ElementsAre("secrets", "*.apps"));
    EXPECT_EQ(parsed.state->encryption->kms, (model::KmsPlugin{"vault", "unix:///var/run/kms/vault.sock", "500ms"}));
    for (const std::string wrong :
         {"endpoint: \"tcp://1.2.3.4:5\"", "endpoint: \"unix:///etc/v.sock\"",
          "endpoint: \"unix:///var/lib/planekeeper/v.sock\"", "timeout: 0s", "timeout: 3", "name: \"a:b\""}) {
        auto bad = text;
        const auto field = wrong.substr(0, wrong.find(':'));
        const auto at = bad.find(field + ":", bad.find("kms: {"));
        bad.replace(at, bad.find_first_of(",}", at) - at, wrong);
        EXPECT_FALSE(parse_text(bad).state) << wrong;
    }
}

TEST(DesiredStateFile, TheAdminKubeconfigIsThereUnlessItIsSwitchedOffOrThePkiIsExternal) {
    EXPECT_FALSE(parse_text(minimal_with("  adminKubeconfig: {enabled: false}\n")).state->admin_kubeconfig);
    EXPECT_FALSE(parse_text(minimal_with("  pki: {mode: external}\n")).state->admin_kubeconfig);
    EXPECT_EQ(parse_text(minimal_with("  adminKubeconfig: {file: /srv/admin.conf}\n")).state->admin_kubeconfig->server,
              "https://192.168.10.50:6443");
    EXPECT_FALSE(parse_text(minimal_with("  adminKubeconfig: {enabled: false, file: /srv/admin.conf}\n")).state);
}

TEST(DesiredStateFile, FilesAreGivenToGroups) {
    const auto parsed = parse_text(minimal_with(
        "  files:\n  - path: /var/lib/kubernetes/service-account-key.pem\n    group: etcd\n    mode: 0640\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_THAT(parsed.state->files,
                ElementsAre(model::FileAccess{"/var/lib/kubernetes/service-account-key.pem", "etcd", 0640}));
}

TEST(DesiredStateFile, FilesAreGivenToUsersWhereRootsGroupReadsThem) {
    const auto parsed = parse_text(
        minimal_with("  files: [{path: /var/lib/kubernetes/kubernetes-key.pem, owner: etcd, mode: 0640}]\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_THAT(parsed.state->files,
                ElementsAre(model::FileAccess{"/var/lib/kubernetes/kubernetes-key.pem", "root", 0640, "etcd"}));
}

TEST(DesiredStateFile, TaintsThatItDoesNotNameAreTheVersionsOwn) {
    EXPECT_TRUE(parse_text(minimal_with("")).state->default_taints);
    EXPECT_FALSE(parse_text(minimal_with("  taints: []\n")).state->default_taints);
}

TEST(DesiredStateFile, AnEmptyListOfTaintsMeansNone) {
    const auto parsed = parse_text(minimal_with("  taints: []\n"));
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_TRUE(parsed.state->taints.empty());
}

TEST(DesiredStateFile, WithoutPoliciesTheDefaultPluginsDoNotAskForThem) {
    const auto plugins = parse_text(minimal_with("  policies: {pods: none}\n")).state->apiserver.admission_plugins;
    EXPECT_EQ(std::ranges::count(plugins, "PodSecurityPolicy"), 0);
    EXPECT_FALSE(plugins.empty());
}

TEST(DesiredStateFile, AnIpv6AddressGetsBracketsInUrls) {
    std::string text(minimal);
    text.replace(text.find("192.168.10.50\n"), 13, "2001:DB8:0::1");
    const auto parsed = parse_text(text + "  adminKubeconfig: {file: /etc/planekeeper/admin.kubeconfig}\n");
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(parsed.state->address, "2001:db8::1");
    EXPECT_EQ(parsed.state->admin_kubeconfig->server, "https://[2001:db8::1]:6443");
}

TEST(DesiredStateFile, WindowsLineEndsByteOrderMarkAndDocumentMarkersAreAccepted) {
    std::string text = "\xef\xbb\xbf---\n" + std::string(minimal) + "...\n";
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
    const auto parsed = parse_text(text);
    ASSERT_TRUE(parsed.state) << all_texts(parsed);
    EXPECT_EQ(parsed.state, parse_text(minimal).state);
}

TEST(DesiredStateFile, CommentsAloneAreInactive) {
    for (const std::string_view text :
         {"# only\n", "---\n", "\n# a\n\n---\n# b\n...\n", "# no line end", "\r\n# dos\r\n"}) {
        const auto parsed = parse_text(text);
        EXPECT_TRUE(parsed.inactive) << text;
        EXPECT_TRUE(one_outcome(parsed)) << text;
    }
}

TEST(DesiredStateFile, AFileThatLostItsContentIsAProblem) {
    for (const std::string_view text : {"", "\n", "  \r\n\n"}) {
        const auto parsed = parse_text(text);
        EXPECT_TRUE(one_outcome(parsed));
        EXPECT_THAT(all_texts(parsed), HasSubstr("test.yaml:1:1: the file is empty"));
    }
}

TEST(DesiredStateFile, UnknownKeyNamesItsPlaceAndTheNearestKey) {
    const auto parsed = parse_text(minimal_with("  apiserver:\n    prot: 6443\n"));
    EXPECT_EQ(all_texts(parsed),
              "test.yaml:11:5: spec.apiserver.prot: unknown key \"prot\" (did you mean \"port\"?)\n");
}

TEST(DesiredStateFile, AllProblemsAreReportedAtOnceInTheOrderOfTheFile) {
    const auto parsed = parse_text(
        "apiVersion: planekeeper/v1\n"
        "kind: ControlPlaneNode\n"
        "metadata:\n"
        "  name: K8S\n"
        "spec:\n"
        "  kubernetesVersion: v1.19.0\n"
        "  adress: 192.168.10.50\n"
        "  etcd: []\n"
        "  taints: &t\n"
        "    - {key: a, effect: Never}\n");
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const auto& problem : parsed.problems) found.emplace_back(problem.line, problem.path);
    EXPECT_THAT(found, ElementsAre(std::pair{1U, "apiVersion"}, std::pair{4U, "metadata.name"},
                                   std::pair{5U, "spec.address"}, std::pair{6U, "spec.kubernetesVersion"},
                                   std::pair{7U, "spec.adress"}, std::pair{8U, "spec.etcd"},
                                   std::pair{9U, "spec.taints"}, std::pair{10U, "spec.taints[0].effect"}))
        << all_texts(parsed);
}

TEST(DesiredStateFile, ASelfPointingWebhookIsRefusedWithTheReason) {
    const std::string block = "  authorizationWebhook:\n    server: https://192.168.10.50:6443/authenticate\n";
    const auto parsed = parse_text(minimal_with(block));
    ASSERT_EQ(parsed.problems.size(), 1U) << all_texts(parsed);
    EXPECT_EQ(parsed.problems[0].line, 11U);
    EXPECT_EQ(parsed.problems[0].column, 13U);
    EXPECT_THAT(parsed.problems[0].message, HasSubstr("500 instead of 403"));
    EXPECT_THAT(parsed.problems[0].hint, HasSubstr("allowSelfReference: true"));
    const auto allowed = parse_text(minimal_with(block + "    allowSelfReference: true\n"));
    EXPECT_TRUE(allowed.state) << all_texts(allowed);
}

TEST(DesiredStateFile, ProblemsBeyondAHundredAreCounted) {
    std::string text(minimal);
    for (int index = 0; index < 150; ++index) text += "  unknown" + std::to_string(index) + ": 1\n";
    const auto parsed = parse_text(text);
    ASSERT_EQ(parsed.problems.size(), 101U);
    EXPECT_EQ(parsed.problems.back().text(), "test.yaml: 50 more problems are not shown (repair these first)");
}

TEST(Problem, TextLeavesOutWhatIsNotKnown) {
    EXPECT_EQ((Problem{.file = "f", .message = "gone"}.text()), "f: gone");
    EXPECT_EQ((Problem{.file = "f", .line = 2, .column = 3, .path = "a.b", .message = "bad", .hint = "do"}.text()),
              "f:2:3: a.b: bad (do)");
}

}  // namespace
}  // namespace planekeeper::spec::testing::desired_state_file_test
