#include "kubeapi/api_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recorded_answers.hpp"
#include "recorded_http.hpp"

namespace planekeeper::kubeapi::api_client_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ApiClientTest : public testing::Test {
protected:
    RecordedHttp http_;
    ApiClient client_{http_.client()};
};

model::KubernetesObject policy() {
    model::KubernetesObject object;
    object.kind = "PodSecurityPolicy";
    object.name = "default";
    object.api_path = "/apis/policy/v1beta1/podsecuritypolicies/default";
    object.json = applied_policy;
    return object;
}

TEST_F(ApiClientTest, AHealthyServerIsAskedOnce) {
    http_.answer(200, "ok");
    const auto health = run(client_.health("/livez"));
    ASSERT_TRUE(health.has_value());
    EXPECT_TRUE(health->ok);
    EXPECT_EQ(health->status, 200);
    EXPECT_EQ(health->detail, "");
    EXPECT_THAT(http_.asked(), ElementsAre("GET /livez"));
}

TEST_F(ApiClientTest, AFailingServerThatListsItsChecksIsAskedOnce) {
    http_.answer(500, failing_readyz);
    const auto health = run(client_.health("/readyz"));
    ASSERT_TRUE(health.has_value());
    EXPECT_FALSE(health->ok);
    EXPECT_EQ(health->status, 500);
    EXPECT_EQ(health->detail,
              "etcd failed: reason withheld; poststarthook/rbac/bootstrap-roles failed: reason withheld");
    EXPECT_THAT(http_.asked(), ElementsAre("GET /readyz"));
}

TEST_F(ApiClientTest, AFailingServerThatListsNothingIsAskedVerbosely) {
    http_.answer(500, "internal error\n");
    http_.answer(500, failing_readyz);
    const auto health = run(client_.health("/readyz"));
    ASSERT_TRUE(health.has_value());
    EXPECT_THAT(health->detail, HasSubstr("etcd failed"));
    EXPECT_THAT(http_.asked(), ElementsAre("GET /readyz", "GET /readyz?verbose"));
}

TEST_F(ApiClientTest, TheFirstAnswerStandsWhenTheVerboseOneDoesNotCome) {
    http_.answer(500, "internal error\n");
    http_.answer(Error(ErrorKind::transient, "connection reset"));
    const auto health = run(client_.health("/readyz"));
    ASSERT_TRUE(health.has_value());
    EXPECT_EQ(health->detail, "HTTP 500: internal error");
}

TEST_F(ApiClientTest, HealthWithoutPermissionSaysSo) {
    http_.answer(401, failure_answer(401, "Unauthorized", "Unauthorized"));
    const auto health = run(client_.health("/readyz"));
    ASSERT_TRUE(health.has_value());
    EXPECT_EQ(health->status, 401);
    EXPECT_EQ(health->detail, "HTTP 401: Unauthorized");
    EXPECT_EQ(http_.requests().size(), 1U);
}

TEST_F(ApiClientTest, AnUnreachableServerIsAnErrorThatNamesTheRequest) {
    http_.answer(Error(ErrorKind::transient, "connection refused"));
    const auto health = run(client_.health("/livez"));
    ASSERT_FALSE(health.has_value());
    EXPECT_EQ(health.error().kind(), ErrorKind::transient);
    EXPECT_EQ(health.error().text(), "GET /livez: connection refused");
}

TEST_F(ApiClientTest, VersionIsTheGitVersion) {
    http_.answer(200, R"({"major": "1", "minor": "20", "gitVersion": "v1.20.1", "platform": "linux/arm64"})");
    const auto version = run(client_.version());
    ASSERT_TRUE(version.has_value());
    EXPECT_EQ(*version, "v1.20.1");
}

TEST_F(ApiClientTest, AVersionThatIsNoneIsTransient) {
    for (const std::string body : {"", "<html>", "[]", "{}", R"({"gitVersion": 7})"}) {
        http_.answer(200, body);
        const auto version = run(client_.version());
        ASSERT_FALSE(version.has_value()) << body;
        EXPECT_EQ(version.error().kind(), ErrorKind::transient);
    }
}

TEST_F(ApiClientTest, GetGivesTheBodyOrNothing) {
    http_.answer(200, live_policy);
    http_.answer(404, failure_answer(404, "NotFound", R"(podsecuritypolicies.policy \"default\" not found)"));
    http_.answer(404, "404 page not found\n");
    http_.answer(403, failure_answer(403, "Forbidden", "forbidden: User cannot get"));
    const auto found = run(client_.get(policy().api_path));
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(*found, live_policy);
    for (int i = 0; i < 2; ++i) {
        const auto missing = run(client_.get(policy().api_path));
        ASSERT_TRUE(missing.has_value());
        EXPECT_FALSE(missing->has_value());
    }
    const auto forbidden = run(client_.get(policy().api_path));
    ASSERT_FALSE(forbidden.has_value());
    EXPECT_EQ(forbidden.error().kind(), ErrorKind::permission);
    EXPECT_EQ(forbidden.error().text(),
              "GET /apis/policy/v1beta1/podsecuritypolicies/default: HTTP 403: forbidden: User cannot get");
}

TEST_F(ApiClientTest, ApplyIsAServerSideApplyAndReturnsTheLiveObject) {
    http_.answer(201, live_policy);
    const auto live = run(client_.apply(policy()));
    ASSERT_TRUE(live.has_value());
    EXPECT_EQ(*live, live_policy);
    EXPECT_THAT(
        http_.asked(),
        ElementsAre("PATCH /apis/policy/v1beta1/podsecuritypolicies/default?fieldManager=planekeeper&force=true"));
    EXPECT_EQ(http_.requests().front().content_type, "application/apply-patch+yaml");
    EXPECT_EQ(http_.requests().front().body, applied_policy);
}

TEST_F(ApiClientTest, AnInvalidObjectIsTerminalWithItsCauses) {
    http_.answer(422, invalid_policy_answer);
    const auto live = run(client_.apply(policy()));
    ASSERT_FALSE(live.has_value());
    EXPECT_EQ(live.error().kind(), ErrorKind::terminal);
    EXPECT_THAT(live.error().text(), HasSubstr("spec.seLinux.rule: Unsupported value"));
    EXPECT_THAT(live.error().text(), HasSubstr("; spec.fsGroup.rule: Required value"));
}

TEST_F(ApiClientTest, NodeFactsAreReadAndAMissingNodeIsNothing) {
    http_.answer(200, node_answer);
    http_.answer(404, failure_answer(404, "NotFound", R"(nodes \"k8s-master\" not found)"));
    const auto node = run(client_.node("k8s-master"));
    ASSERT_TRUE(node.has_value() && node->has_value());
    EXPECT_EQ((*node)->resource_version, "4711");
    const auto missing = run(client_.node("k8s-master"));
    ASSERT_TRUE(missing.has_value());
    EXPECT_FALSE(missing->has_value());
    EXPECT_EQ(http_.asked().front(), "GET /api/v1/nodes/k8s-master");
}

TEST_F(ApiClientTest, AnAnswerThatIsNoNodeIsTransientAndNamesTheRequest) {
    http_.answer(200, "<html>proxy</html>");
    const auto node = run(client_.node("k8s-master"));
    ASSERT_FALSE(node.has_value());
    EXPECT_EQ(node.error().kind(), ErrorKind::transient);
    EXPECT_EQ(node.error().text(), "GET /api/v1/nodes/k8s-master: the API server's answer is no Node");
}

TEST_F(ApiClientTest, TaintsAreSetByAMergePatchAndAChangedNodeIsTransient) {
    http_.answer(200, node_answer);
    http_.answer(
        409, failure_answer(409, "Conflict", "Operation cannot be fulfilled on nodes: the object has been modified"));
    const NodeFacts seen = node_facts(node_answer).value();
    EXPECT_TRUE(run(client_.set_taints("k8s-master", seen, seen.taints)).has_value());
    EXPECT_THAT(http_.asked(), ElementsAre("PATCH /api/v1/nodes/k8s-master?fieldManager=planekeeper"));
    EXPECT_EQ(http_.requests().front().content_type, "application/merge-patch+json");
    EXPECT_THAT(http_.requests().front().body, HasSubstr(R"("resourceVersion":"4711")"));
    const auto conflict = run(client_.set_taints("k8s-master", seen, seen.taints));
    ASSERT_FALSE(conflict.has_value());
    EXPECT_EQ(conflict.error().kind(), ErrorKind::transient);
}

TEST_F(ApiClientTest, MirrorPodIsReadAndAMissingOneIsNothing) {
    http_.answer(200, pod_answer);
    http_.answer(404, failure_answer(404, "NotFound", "pods not found"));
    const auto pod = run(client_.mirror_pod("kube-system", "kube-apiserver-k8s-master"));
    ASSERT_TRUE(pod.has_value() && pod->has_value());
    EXPECT_EQ((*pod)->phase, "Running");
    const auto missing = run(client_.mirror_pod("kube-system", "kube-apiserver-k8s-master"));
    ASSERT_TRUE(missing.has_value());
    EXPECT_FALSE(missing->has_value());
    EXPECT_EQ(http_.asked().front(), "GET /api/v1/namespaces/kube-system/pods/kube-apiserver-k8s-master");
}

TEST_F(ApiClientTest, ANameNeverBecomesAnotherPathOrAQuery) {
    http_.answer(404, "");
    http_.answer(404, "");
    static_cast<void>(run(client_.node("../secrets?x=1#\xff")));
    static_cast<void>(run(client_.mirror_pod("..", "a.b")));
    EXPECT_THAT(http_.asked(),
                ElementsAre("GET /api/v1/nodes/..%2fsecrets%3fx%3d1%23%ff", "GET /api/v1/namespaces/%2e%2e/pods/a.b"));
}

TEST_F(ApiClientTest, CancellationPassesThrough) {
    http_.answer(Error(ErrorKind::cancelled, "stopped"));
    const auto live = run(client_.apply(policy()));
    ASSERT_FALSE(live.has_value());
    EXPECT_EQ(live.error().kind(), ErrorKind::cancelled);
}

}  // namespace
}  // namespace planekeeper::kubeapi::api_client_test
