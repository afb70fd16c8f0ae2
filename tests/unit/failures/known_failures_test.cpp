#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failures/known_failures.hpp"

namespace planekeeper::kubernetes::test::known_failures_test {

namespace {

constexpr model::KubernetesVersion v1_20{1, 20, 1};
constexpr model::KubernetesVersion v1_21{1, 21, 0};

std::string id_of(const std::string& line) {
    const auto failure = recognise({"I0417 10:00:00.000000       1 server.go:145] Version: v1.20.1", line}, v1_20);
    return failure ? failure->id : "";
}

const std::string flow_control_line =
    "E0417 10:00:00.000000       1 storage_flowcontrol.go:117] failed creating mandatory flowcontrol settings: failed "
    "getting mandatory FlowSchema exempt due to the server was unable to return a response in the time allotted, but "
    "may still be processing the request";

}  // namespace

TEST(KnownFailures, TheFlowControlCrashIsCuredIn120Only) {
    const auto failure = recognise({flow_control_line}, v1_20);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->id, "FlowControlBootstrap");
    EXPECT_EQ(failure->cure, flow_control_cure);
    EXPECT_FALSE(failure->deterministic);
    const auto later = recognise({flow_control_line}, v1_21);
    ASSERT_TRUE(later);
    EXPECT_EQ(later->id, "FlowControlBootstrap");
    EXPECT_EQ(later->cure, "");
}

TEST(KnownFailures, AKubeletThatMayNotAskIsExplainedWithTheSetting) {
    const auto failure = recognise(
        {"F0417 10:00:00.000000    1234 server.go:269] failed to run Kubelet: no client provided, cannot use webhook "
         "authentication"},
        v1_20, LogSource::kubelet);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->id, "KubeletWebhookAuthentication");
    EXPECT_THAT(failure->explanation, testing::HasSubstr("authentication.webhook.enabled: false"));
    EXPECT_EQ(failure->cure, "");
}

TEST(KnownFailures, ABadFlagIsNamedAndFailsEachTime) {
    const auto failure = recognise({"Error: unknown flag: --kubelet-htps"}, v1_20);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->id, "UnknownFlag");
    EXPECT_THAT(failure->explanation, testing::HasSubstr("unknown flag: --kubelet-htps"));
    EXPECT_TRUE(failure->deterministic);
}

TEST(KnownFailures, RealLinesAreRecognised) {
    EXPECT_EQ(id_of("Error: enable-admission-plugins plugin \"PodSecurity\" is unknown"), "UnknownAdmissionPlugin");
    EXPECT_EQ(id_of("Error: [X] in enable-admission-plugins and disable-admission-plugins overlapped"),
              "AdmissionPluginOverlap");
    EXPECT_EQ(id_of("Error: invalid argument \"G=true\" for \"--feature-gates\" flag: unrecognized feature gate: G"),
              "UnknownFeatureGate");
    EXPECT_EQ(
        id_of("Error: invalid argument \"G=true\" for \"--feature-gates\" flag: cannot set feature gate G to true, "
              "feature is locked to false"),
        "LockedFeatureGate");
    EXPECT_EQ(id_of("Error: invalid argument \"x\" for \"--v\" flag: strconv.ParseInt: parsing \"x\": invalid syntax"),
              "InvalidFlagValue");
    EXPECT_EQ(id_of("Error: unknown api groups batch2"), "UnknownRuntimeConfig");
    EXPECT_EQ(id_of("Error: group version batch/v9 that has not been registered"), "UnknownRuntimeConfig");
    EXPECT_EQ(
        id_of("Error: flowcontrol.apiserver.k8s.io/v1beta1=false conflicts with APIPriorityAndFairness feature gate"),
        "FlowControlConflict");
    EXPECT_EQ(
        id_of("Error: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: "
              "address already in use"),
        "PortInUse");
    EXPECT_EQ(id_of("Error: unable to load server certificate: tls: private key does not match public key"),
              "KeyMismatch");
    EXPECT_EQ(
        id_of("Error: unable to load client CA file \"/srv/ca.pem\": open /srv/ca.pem: no such file or directory"),
        "FileUnreadable");
    EXPECT_EQ(
        id_of("Error: error while parsing encryption provider configuration file \"/x\": error while parsing file: "
              "resources[0].providers[0].aescbc.keys[0].secret: Invalid value: \"REDACTED\": secret is not of the "
              "expected length, got 8, expected one of [16 24 32]"),
        "EncryptionConfigInvalid");
    EXPECT_EQ(id_of("Error: loading audit policy file: failed decoding file \"/x\": no kind \"Policy\""),
              "AuditPolicyInvalid");
    EXPECT_EQ(
        id_of("W0417 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://10.0.0.1:2379  "
              "<nil> 0 <nil>}. Err :connection error: desc = \"transport: authentication handshake failed: x509: "
              "certificate has expired or is not yet valid: current time is after\". Reconnecting..."),
        "CertificateExpired");
    EXPECT_EQ(
        id_of("W0417 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://10.0.0.1:2379}. "
              "Err :connection error: desc = \"transport: authentication handshake failed: x509: certificate signed "
              "by unknown authority\". Reconnecting..."),
        "CertificateRejected");
    EXPECT_EQ(id_of("Error: context deadline exceeded"), "EtcdUnreachable");
}

TEST(KnownFailures, TheWorldsDoingIsNotHeldAgainstTheGeneration) {
    for (const char* line : {"Error: context deadline exceeded", "listen tcp :6443: bind: address already in use"}) {
        const auto failure = recognise({line}, v1_20);
        ASSERT_TRUE(failure) << line;
        EXPECT_FALSE(failure->deterministic) << line;
    }
}

TEST(KnownFailures, WhatAHealthyServerLogsIsNone) {
    for (const char* line :
         {"E0417 controller.go:152] Unable to remove old endpoints from kubernetes service: StorageError: key not "
          "found",
          "Flag --kubelet-https has been deprecated, API Server connections to kubelets always use https.",
          "W0417 options.go:342] No audit policy file provided, no events will be recorded for log backend",
          "I0417 log.go:172] http: TLS handshake error from 10.0.0.9:4711: remote error: tls: bad certificate",
          "E0417 authentication.go:53] Unable to authenticate the request due to an error: x509: certificate has "
          "expired or "
          "is not yet valid",
          "E0417 instance.go:392] Could not construct pre-rendered responses for ServiceAccountIssuerDiscovery "
          "endpoints. "
          "Endpoints will not be enabled. Error: issuer URL must use https scheme, got: api"}) {
        EXPECT_EQ(id_of(line), "") << line;
    }
    EXPECT_FALSE(recognise({}, v1_20));
}

TEST(KnownFailures, WhatTheKubeletLooksForInVainIsNoFailureOfTheApiServers) {
    const std::string line =
        "E1124 11:04:41.1 machine.go:65] Cannot read vendor id: open /sys/class/dmi/id/product_name: no such file or "
        "directory";
    EXPECT_FALSE(recognise({line}, v1_20, LogSource::kubelet));
}

TEST(KnownFailures, WhatTheKubeletSaysOfAPodIsOfItsComponentAlone) {
    const std::vector<std::string> lines{
        R"(E1128 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \"CreatePodSandbox\" for )"
        R"(\"kube-scheduler-k8s-master_kube-system(1)\" with CreatePodSandboxError: \"cannot make a cgroup\"")"};
    const auto failure = recognise(lines, v1_20, LogSource::kubelet, "kube-scheduler");
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->id, "KubeletCannotStart");
    EXPECT_THAT(failure->explanation, testing::HasSubstr("cannot make a cgroup"));
    EXPECT_FALSE(recognise(lines, v1_20, LogSource::kubelet, "kube-apiserver"));
}

TEST(KnownFailures, AnApiServerWaitsForEtcdAndASchedulerDoesNot) {
    const std::vector<std::string> lines{
        "W0730 1 logging.go:55] [core] [Channel #2 SubChannel #3]grpc: addrConn.createTransport failed to connect to "
        "{Addr: \"127.0.0.1:2379\"}. Err: connection error: desc = \"transport: Error while dialing: dial tcp "
        "127.0.0.1:2379: connect: connection refused\""};
    const auto wait = recognise_wait(lines, v1_20, LogSource::kube_apiserver);
    ASSERT_TRUE(wait);
    EXPECT_EQ(wait->id, "WaitsForEtcd");
    EXPECT_FALSE(recognise(lines, v1_20)) << "it explains no end";
    EXPECT_FALSE(recognise_wait(lines, v1_20, LogSource::kube_scheduler));
    EXPECT_FALSE(recognise_wait({}, v1_20, LogSource::kube_apiserver));
}

TEST(KnownFailures, TheNewestMatchingLineIsQuoted) {
    const auto failure = recognise({"Error: unknown flag: --old", "Error: unknown flag: --new"}, v1_20);
    ASSERT_TRUE(failure);
    EXPECT_THAT(failure->explanation, testing::HasSubstr("--new"));
}

TEST(KnownFailures, AQuoteRevealsNoSecretAndIsNotEndless) {
    const auto failure = recognise({"Error: unknown flag: --x token=abcdef " + std::string(100'000, 'x')}, v1_20);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->explanation.find("abcdef"), std::string::npos);
    EXPECT_LT(failure->explanation.size(), 500U);
}

TEST(KnownFailures, AQuoteIsCutBetweenCharacters) {
    for (const char* padding : {"", "x"}) {
        std::string line = std::string{"Error: unknown flag: --"} + padding;
        for (int i = 0; i < 200; ++i) line += "ä";
        const auto failure = recognise({line}, v1_20);
        ASSERT_TRUE(failure);
        EXPECT_THAT(failure->explanation, testing::HasSubstr("ä…"));
    }
}

TEST(MaskSecrets, HidesWhatCouldBeOne) {
    const std::string key = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
    for (const auto& line : {"secret: " + key, "\"secret\":\"" + key + "\"", "secret=" + key,
                             "Authorization: Bearer " + key, "aescbc key1 " + key, "client-key-data: " + key, key,
                             "  " + key + "\n", "{\\\"secret\\\":\\\"" + key + "\\\"}",
                             "-----BEGIN EC PRIVATE KEY-----\\n" + key + "\\n-----END EC PRIVATE KEY-----",
                             "-----BEGIN PRIVATE KEY-----" + key, "password: " + key, "bearer " + key}) {
        const auto masked = mask_secrets(line);
        EXPECT_EQ(masked.find(key.substr(4, 12)), std::string::npos) << masked;
        EXPECT_THAT(masked, testing::HasSubstr("<masked>"));
    }
}

TEST(MaskSecrets, HidesJsonWebTokensAnywhere) {
    const auto masked =
        mask_secrets("got eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJhcGkifQ.c2lnbmF0dXJlc2ln from pod");
    EXPECT_EQ(masked, "got <masked> from pod");
}

TEST(MaskSecrets, KeepsTheRestOfTheLine) {
    EXPECT_EQ(mask_secrets("level=info token=abc, secret: \"def\" end"),
              "level=info token=<masked>, secret: \"<masked>\" end");
    EXPECT_EQ(mask_secrets("a -----BEGIN CERTIFICATE-----x-----END CERTIFICATE----- b"), "a <masked> b");
}

TEST(MaskSecrets, LeavesOrdinaryLinesAlone) {
    for (const char* line :
         {"", "Error: unknown flag: --kubelet-https", "secret \"kube-system/default-token\" not found",
          "open /var/lib/kubernetes/service-account-key.pem: no such file or directory", "invalid bearer token",
          "etcd key /registry/secrets/default/x sha256 "
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "bearer", "token:", "secret="}) {
        EXPECT_EQ(mask_secrets(line), line);
    }
}

}  // namespace planekeeper::kubernetes::test::known_failures_test
