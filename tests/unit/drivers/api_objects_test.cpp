#include <gmock/gmock.h>

#include "api_world.hpp"

namespace planekeeper::drivers::api_objects_test {
namespace {

using model::Health;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const std::string role_path = "/apis/rbac.authorization.k8s.io/v1/clusterroles/psp";
const std::string node_path = "/api/v1/nodes/k8s-master";
const std::string pod_path = "/api/v1/namespaces/kube-system/pods/kube-apiserver-k8s-master";

const model::KubernetesObject role{
    .kind = "ClusterRole",
    .name = "psp",
    .api_path = role_path,
    .json =
        R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"psp"},"rules":[]})"};

class ApiObjectsTest : public ApiWorld {
protected:
    ApiObjectsTest() {
        mint_authority();
        answer("GET " + node_path, 200,
               R"({"kind":"Node","metadata":{"resourceVersion":"7","labels":{"a":""}},"spec":{"taints":[)"
               R"({"key":"k","effect":"NoSchedule"}]},"status":{"nodeInfo":{"kubeletVersion":"v1.20.1"},)"
               R"("conditions":[{"type":"Ready","status":"True"}]}})");
    }
    Seen look_at_objects(const Seen& before = {}) {
        const std::vector<model::KubernetesObject> objects{role};
        return seen_of(loop.await(driver.look_at_objects(desired, answers_of(before), objects, now)));
    }
    static model::ObservedMirrorPod pod_of(const Seen& seen) {
        return seen.mirror_pods.at(model::ComponentId::api_server);
    }
    model::ObservedObject look_at_role() { return look_at_objects().objects.at(role_path); }
    Result<void> apply() {
        const model::ApplyObject change{role};
        return loop.await(driver.apply(change));
    }
    Result<void> remove() {
        const model::DeleteObject change{role};
        return loop.await(driver.remove(change));
    }
    Result<void> set_taints(const std::string& resource_version) {
        const model::SetTaints change{
            "k8s-master", resource_version, {{"k", "", "NoSchedule"}, {"l", "v", "NoExecute"}}};
        return loop.await(driver.set_taints(change));
    }
    Result<void> set_labels(const std::string& resource_version) {
        const model::SetLabels change{"k8s-master", resource_version, {"b"}};
        return loop.await(driver.set_labels(change));
    }
};

TEST_F(ApiObjectsTest, AreLookedAtOnlyWhenTheServerIsReady) {
    auto before = look_at_objects();
    EXPECT_TRUE(before.objects_known);
    EXPECT_EQ(before.objects_checked_at, now.steady);
    answer("GET /readyz", 500, "[-]etcd failed\n");
    asked();

    const auto seen = look_at_objects(before);

    EXPECT_EQ(seen.state, Health::not_ready);
    EXPECT_FALSE(seen.objects_known);
    EXPECT_THAT(seen.objects, IsEmpty());
    EXPECT_THAT(asked(), ElementsAre("GET /livez", "GET /readyz"));
}

TEST_F(ApiObjectsTest, ThatAreNotThereAreNoError) {
    const auto seen = look_at_role();
    EXPECT_EQ(seen, model::ObservedObject{});
}

TEST_F(ApiObjectsTest, ThatMatchHaveNoText) {
    answer("GET " + role_path, 200, role.json);
    const auto seen = look_at_role();
    EXPECT_TRUE(seen.present);
    EXPECT_TRUE(seen.matches);
    EXPECT_EQ(seen.text, "");
}

TEST_F(ApiObjectsTest, ThatDifferTellWhatTheyAreAndWhatTheyShallBe) {
    answer("GET " + role_path, 200,
           R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"psp","uid":"u",)"
           R"("labels":{"x":"y"}},"rules":[{"verbs":["use"]}]})");

    const auto seen = look_at_role();

    EXPECT_TRUE(seen.present);
    EXPECT_FALSE(seen.matches);
    EXPECT_FALSE(seen.was_applied);
    EXPECT_TRUE(seen.was_edited);
    EXPECT_THAT(seen.text, HasSubstr("\"x\": \"y\""));
    EXPECT_THAT(seen.text, Not(HasSubstr("uid")));
    EXPECT_THAT(seen.part, HasSubstr("\"use\""));
    EXPECT_THAT(seen.part, Not(HasSubstr("labels")));
    EXPECT_THAT(seen.wanted, HasSubstr("\"rules\": []"));
}

TEST_F(ApiObjectsTest, ThatPlanekeeperAppliedBeforeAreKnownAsThat) {
    answer("GET " + role_path, 200,
           R"({"kind":"ClusterRole","metadata":{"name":"psp","managedFields":[{"manager":"planekeeper",)"
           R"("operation":"Apply","fieldsV1":{"f:rules":{},"f:aggregationRule":{}}}]},"rules":[]})");
    const auto seen = look_at_role();
    EXPECT_FALSE(seen.matches) << "apiVersion is missing, and a field is owned that is applied no more";
    EXPECT_TRUE(seen.was_applied);
    EXPECT_FALSE(seen.was_edited);
}

TEST_F(ApiObjectsTest, ThatCannotBeReadSayWhy) {
    answer("GET " + role_path, 403, status(403, "no rights"));
    EXPECT_EQ(look_at_role().error, "GET " + role_path + ": HTTP 403: no rights");
    answer("GET " + role_path, 500, "etcdserver: request timed out");
    EXPECT_THAT(look_at_role().error, HasSubstr("HTTP 500: etcdserver: request timed out"));
    answer("GET " + role_path, Error{ErrorKind::transient, "no answer in time"});
    const auto seen = look_at_role();
    EXPECT_THAT(seen.error, HasSubstr("no answer in time"));
    EXPECT_FALSE(seen.present);
}

TEST_F(ApiObjectsTest, ThatTheStandInMayNotReadAreExplained) {
    files.erase(ledger::Custody::path("ca"));
    publish_pair();
    for (const auto& path : {role_path, node_path, pod_path}) answer("GET " + path, 403, status(403, "no rights"));

    const auto seen = look_at_objects();

    for (const auto& error : {seen.objects.at(role_path).error, seen.node_error, pod_of(seen).error}) {
        EXPECT_THAT(error, StartsWith("planekeeper has no client certificate of its own"));
        EXPECT_THAT(error, HasSubstr("no rights"));
    }
}

TEST_F(ApiObjectsTest, ShowTheNode) {
    const auto seen = look_at_objects().node;
    ASSERT_TRUE(seen);
    EXPECT_EQ(*seen, (model::ObservedNode{.present = true,
                                          .taints = {{"k", "", "NoSchedule"}},
                                          .labels = {"a"},
                                          .resource_version = "7",
                                          .kubelet_version = "v1.20.1",
                                          .ready = true}));
}

TEST_F(ApiObjectsTest, ShowThatThereIsNoNode) {
    answers.erase("GET " + node_path);
    const auto seen = look_at_objects();
    ASSERT_TRUE(seen.node);
    EXPECT_FALSE(seen.node->present);
    EXPECT_EQ(seen.node_error, "");
}

TEST_F(ApiObjectsTest, KeepTheNodeAndThePodOfTheLookBeforeWhenThisOneFails) {
    answer("GET " + pod_path, 200, R"({"kind":"Pod","status":{"phase":"Pending"}})");
    auto before = look_at_objects();
    for (const char* body : {"<html>", "[]"}) {
        answer("GET " + node_path, 200, body);
        answer("GET " + pod_path, 200, body);

        const auto seen = look_at_objects(before);

        EXPECT_EQ(seen.node, before.node);
        EXPECT_EQ(pod_of(seen).phase, pod_of(before).phase);
        EXPECT_THAT(seen.node_error, HasSubstr("is no Node"));
        EXPECT_THAT(pod_of(seen).error, HasSubstr("is no Pod"));
        EXPECT_TRUE(seen.objects_known);
        before = seen;
    }
    answers.erase("GET " + pod_path);
    EXPECT_EQ(pod_of(look_at_objects(before)).error, "");
}

TEST_F(ApiObjectsTest, ShowTheMirrorPod) {
    EXPECT_EQ(pod_of(look_at_objects()), model::ObservedMirrorPod{});
    answer("GET " + pod_path, 200,
           R"({"kind":"Pod","status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}})");
    const auto pod = pod_of(look_at_objects());
    EXPECT_TRUE(pod.present);
    EXPECT_EQ(pod.phase, "Running");
}

const std::string apply_request = "PATCH " + role_path + "?fieldManager=planekeeper&force=true";

TEST_F(ApiObjectsTest, AreAppliedByForceUnderPlanekeepersName) {
    look();
    answer(apply_request, 201, role.json);

    EXPECT_TRUE(apply());

    const auto& request = http.requests().back();
    EXPECT_EQ(request.content_type, "application/apply-patch+yaml");
    EXPECT_EQ(request.body, role.json);
}

struct Refused {
    int status = 0;
    ErrorKind kind = ErrorKind::bug;
};

class RefusedWrite : public ApiObjectsTest, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedWrite, TellsTheServersWords) {
    look_at_objects();
    const auto& [code, kind] = GetParam();
    const auto body = status(code, "because");
    const auto patch_of_node = "PATCH " + node_path + "?fieldManager=planekeeper";
    for (const auto& request : {apply_request, "DELETE " + role_path, patch_of_node}) answer(request, code, body);

    for (const auto& result : {apply(), remove(), set_taints("7"), set_labels("7")}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind(), kind);
        EXPECT_THAT(result.error().text(), HasSubstr("HTTP " + std::to_string(code) + ": because"));
    }
}

INSTANTIATE_TEST_SUITE_P(Of, RefusedWrite,
                         ::testing::Values(Refused{401, ErrorKind::permission}, Refused{403, ErrorKind::permission},
                                           Refused{409, ErrorKind::transient}, Refused{422, ErrorKind::terminal},
                                           Refused{429, ErrorKind::transient}, Refused{500, ErrorKind::transient},
                                           Refused{503, ErrorKind::transient}));

TEST_F(ApiObjectsTest, AreNotWrittenWhenNobodyAnswers) {
    look_at_objects();
    http.set_script([](const edges::HttpRequest&) -> Result<edges::HttpResponse> {
        return fail(fakes::FakeHttpClient::refused());
    });
    for (const auto& result : {apply(), remove(), set_taints("7"), set_labels("7")}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind(), ErrorKind::transient);
        EXPECT_THAT(result.error().text(), HasSubstr("connection refused"));
    }
}

TEST_F(ApiObjectsTest, ThatAreGoneAreRemoved) {
    look();
    EXPECT_TRUE(remove()) << "404";
    answer("DELETE " + role_path, 200, R"({"kind":"Status","status":"Success"})");
    EXPECT_TRUE(remove());
    EXPECT_THAT(asked(), Contains("DELETE " + role_path).Times(2));
}

TEST_F(ApiObjectsTest, AreWrittenToTheNodeThatWasSeen) {
    look_at_objects();
    answer("PATCH " + node_path + "?fieldManager=planekeeper", 200, "{}");

    ASSERT_TRUE(set_taints("7"));
    EXPECT_EQ(http.requests().back().content_type, "application/merge-patch+json");
    EXPECT_EQ(http.requests().back().body,
              R"({"metadata":{"resourceVersion":"7"},"spec":{"taints":[{"effect":"NoSchedule","key":"k"},)"
              R"({"effect":"NoExecute","key":"l","value":"v"}]}})");
    ASSERT_TRUE(set_labels("7"));
    EXPECT_EQ(http.requests().back().body, R"({"metadata":{"labels":{"b":""},"resourceVersion":"7"}})");
}

TEST_F(ApiObjectsTest, AreNotWrittenToANodeThatHasChanged) {
    look_at_objects();
    asked();
    for (const auto& result : {set_taints("6"), set_labels("6")}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind(), ErrorKind::transient);
        EXPECT_EQ(result.error().message(), "the node has changed since it was looked at");
    }
    EXPECT_THAT(asked(), IsEmpty());
}

}  // namespace
}  // namespace planekeeper::drivers::api_objects_test
