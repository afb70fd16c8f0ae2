#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "components/render.hpp"
#include "spec/desired_state_file.hpp"
#include "states.hpp"

// Compares the command line of the hand-made procedure, word for word, with the one that planekeeper renders for it.

namespace planekeeper::kubernetes::test::seed_flags_test {

namespace {

const std::vector<std::string> hand_made{
    "--advertise-address=192.168.10.50",
    "--allow-privileged=true",
    "--anonymous-auth=false",
    "--apiserver-count=1",
    "--audit-log-maxage=30",
    "--audit-log-maxbackup=3",
    "--audit-log-maxsize=100",
    "--audit-log-path=/var/log/audit.log",
    "--authorization-mode=Node,RBAC,Webhook",
    "--authorization-webhook-config-file=/etc/kubernetes/webhook/authorization-config.yaml",
    "--authentication-token-webhook-cache-ttl=2m",
    "--authentication-token-webhook-version=v1",
    "--bind-address=0.0.0.0",
    "--client-ca-file=/var/lib/kubernetes/ca.pem",
    "--enable-admission-plugins=NamespaceLifecycle,NodeRestriction,LimitRanger,ServiceAccount,DefaultStorageClass,"
    "ResourceQuota,RuntimeClass,PodSecurityPolicy",
    "--etcd-cafile=/var/lib/kubernetes/ca.pem",
    "--etcd-certfile=/var/lib/kubernetes/kubernetes.pem",
    "--etcd-keyfile=/var/lib/kubernetes/kubernetes-key.pem",
    "--etcd-servers=https://192.168.10.50:2379",
    "--event-ttl=1h",
    "--encryption-provider-config=/var/lib/kubernetes/encryption-config.yaml",
    "--kubelet-certificate-authority=/var/lib/kubernetes/ca.pem",
    "--kubelet-client-certificate=/var/lib/kubernetes/kubernetes.pem",
    "--kubelet-client-key=/var/lib/kubernetes/kubernetes-key.pem",
    "--kubelet-https=true",
    "--runtime-config=authentication.k8s.io/v1beta1=true",
    "--feature-gates=APIPriorityAndFairness=false",
    "--service-account-key-file=/var/lib/kubernetes/service-account.pem",
    "--service-account-signing-key-file=/var/lib/kubernetes/service-account-key.pem",
    "--service-account-issuer=api",
    "--service-account-api-audiences=api",
    "--service-cluster-ip-range=10.32.0.0/24",
    "--service-node-port-range=30000-32767",
    "--tls-cert-file=/var/lib/kubernetes/kubernetes.pem",
    "--tls-private-key-file=/var/lib/kubernetes/kubernetes-key.pem",
    "--http2-max-streams-per-connection=3000",
    "--max-requests-inflight=3000",
    "--max-mutating-requests-inflight=1000",
    "--v=2",
};

struct Difference {
    std::optional<std::string> ours;  ///< nullopt: the flag is not rendered
    std::string reason;
};

/// Replacements by flag name. A flag outside this list must be equal.
using Differences = std::map<std::string, Difference>;

const Difference audit_policy_added{"/etc/kubernetes/config/audit-policy.yaml",
                                    "without a policy kube-apiserver never writes a line to --audit-log-path"};

const Differences without_webhook{
    {"audit-policy-file", audit_policy_added},
    {"authorization-mode", {"Node,RBAC", "a webhook that points at the API server turns each denial into a 30 s hang"}},
    {"authorization-webhook-config-file", {std::nullopt, "as authorization-mode; rendered when it is declared"}},
};

const Differences with_webhook{{"audit-policy-file", audit_policy_added}};

std::map<std::string, std::string> by_name(const std::vector<std::string>& flags) {
    std::map<std::string, std::string> map;
    for (const auto& flag : flags) {
        const auto equals = flag.find('=');
        EXPECT_TRUE(map.emplace(flag.substr(2, equals - 2), flag.substr(equals + 1)).second) << flag << " comes twice";
    }
    return map;
}

std::map<std::string, std::string> expected(const Differences& differences) {
    auto flags = by_name(hand_made);
    for (const auto& [name, difference] : differences) {
        if (difference.ours) {
            flags[name] = *difference.ours;
        } else {
            flags.erase(name);
        }
    }
    return flags;
}

model::DesiredState seed() {
    std::ifstream in(std::string{PLANEKEEPER_SOURCE_DIR} + "/config/seed.yaml", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto parsed = spec::parse(text, "seed.yaml", {});
    for (const auto& problem : parsed.problems) ADD_FAILURE() << problem.text();
    return parsed.state.value_or(model::DesiredState{minimal_state()});
}

}  // namespace

TEST(SeedFlags, AreRenderedFlagForFlagButForTheListedDifferences) {
    EXPECT_EQ(by_name(kubernetes::flags_of(model::ComponentId::api_server, seed(), {})), expected(without_webhook));
}

TEST(SeedFlags, WithTheWebhookOnlyTheAuditPolicyIsAdded) {
    auto desired = seed();
    desired.authorization_webhook = webhook_to("https://192.168.10.50:6443/authenticate");
    EXPECT_EQ(by_name(kubernetes::flags_of(model::ComponentId::api_server, desired, {})), expected(with_webhook));
}

TEST(SeedFlags, AreMostlyDefaultsAlready) {
    auto desired = minimal_state();
    desired.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
    EXPECT_EQ(kubernetes::flags_of(model::ComponentId::api_server, desired, {}),
              kubernetes::flags_of(model::ComponentId::api_server, seed(), {}));
}

}  // namespace planekeeper::kubernetes::test::seed_flags_test
