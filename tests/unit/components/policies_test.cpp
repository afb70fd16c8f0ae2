#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>

#include "components/api_objects.hpp"
#include "components/raw_manifest.hpp"
#include "components/render.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::policies_test {

namespace {

using nlohmann::json;

json policy_spec(const model::DesiredState& desired) { return json::parse(api_objects(desired).at(0).json)["spec"]; }

json allowed_paths_with(const std::string& manifest) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).image.contents = model::ImageContents::baked;
    desired.apiserver.audit.enabled = false;
    desired.manifests = {raw_manifest("pod.yaml", manifest)};
    return policy_spec(desired).value("allowedHostPaths", json::array());
}

}  // namespace

TEST(PolicyObjects, ComeInApplyOrderWithTheirPaths) {
    const auto objects = api_objects(minimal_state());
    ASSERT_EQ(objects.size(), 3U);
    EXPECT_EQ(objects[0].api_path, "/apis/policy/v1beta1/podsecuritypolicies/default");
    EXPECT_EQ(objects[1].api_path, "/apis/rbac.authorization.k8s.io/v1/clusterroles/default-psp");
    EXPECT_EQ(objects[2].api_path, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/default-psp");
    for (const auto& object : objects) {
        const auto document = json::parse(object.json);
        EXPECT_EQ(document["kind"], object.kind);
        EXPECT_EQ(document["metadata"]["name"], object.name);
        EXPECT_EQ(document.dump(), object.json) << "keys are sorted";
    }
}

TEST(PolicyObjects, ThePolicyIsWhatTheLastOfTheDuplicateKeysSays) {
    const auto spec = policy_spec(minimal_state());
    for (const char* rule : {"fsGroup", "runAsUser", "seLinux", "supplementalGroups"}) {
        EXPECT_EQ(spec[rule], (json{{"rule", "RunAsAny"}})) << rule;
    }
    for (const char* name : {"hostIPC", "hostNetwork", "hostPID", "privileged", "readOnlyRootFilesystem"}) {
        EXPECT_EQ(spec[name], true) << name;
    }
    EXPECT_EQ(spec["allowPrivilegeEscalation"], false);
}

TEST(PolicyObjects, ThePolicyAllowsThePathsOfTheApiServersPodAndNoOthers) {
    const auto spec = policy_spec(minimal_state());
    EXPECT_EQ(spec["allowedHostPaths"], json::array({{{"pathPrefix", "/etc/kubernetes/config"}, {"readOnly", true}},
                                                     {{"pathPrefix", "/var/lib/kubernetes"}, {"readOnly", true}},
                                                     {{"pathPrefix", "/var/log/kube-apiserver"}}}));
    EXPECT_EQ(spec["volumes"].back(), "hostPath");
}

TEST(PolicyObjects, WithoutAnyPathTheVolumeTypeIsNotAllowedEither) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).image.contents = model::ImageContents::baked;
    desired.apiserver.audit.enabled = false;
    const auto spec = policy_spec(desired);
    EXPECT_FALSE(spec.contains("allowedHostPaths")) << "an empty list allows every path";
    EXPECT_EQ(spec["volumes"].dump().find("hostPath"), std::string::npos);
}

TEST(PolicyObjects, PathsOfUsersStaticPodsAreAllowedReadOnlyWhereEverybodyOnlyReads) {
    EXPECT_EQ(policy_spec(everything_different())["allowedHostPaths"].dump(),
              R"([{"pathPrefix":"/srv/audit"},{"pathPrefix":"/srv/config","readOnly":true},)"
              R"({"pathPrefix":"/srv/encryption","readOnly":true},{"pathPrefix":"/srv/etcd","readOnly":true},)"
              R"({"pathPrefix":"/srv/etcd-pki","readOnly":true},{"pathPrefix":"/srv/oidc","readOnly":true},)"
              R"({"pathPrefix":"/srv/pki","readOnly":true},{"pathPrefix":"/srv/webhook","readOnly":true},)"
              R"({"pathPrefix":"/var/lib/etcd"}])");
}

TEST(PolicyObjects, OneWriterAmongReadersMakesAPathWritable) {
    const std::string manifest = R"(
spec:
  initContainers:
  - volumeMounts: [{name: data, mountPath: /data}]
  containers:
  - volumeMounts: [{name: data, mountPath: /data, readOnly: true}]
  volumes: [{name: data, hostPath: {path: /data}}]
)";
    EXPECT_EQ(allowed_paths_with(manifest), json::array({{{"pathPrefix", "/data"}}}));
}

TEST(PolicyObjects, WhatCannotBeUnderstoodIsPassedOver) {
    for (const char* manifest :
         {"", "a: [", "- 1", "spec: 3", "spec: {volumes: 3}", "spec: {volumes: [3, {name: x}]}",
          "spec: {volumes: [{name: [x], hostPath: {path: /a}}]}", "spec: {volumes: [{hostPath: 3}]}",
          "spec: {volumes: [{name: x, hostPath: {path: relative}}]}", "&a [*a]", "? [a]\n: b",
          "spec: {containers: 1, volumes: [{name: x, hostPath: {}}]}", "\xff\xfe\x00", "---\n---\n"}) {
        EXPECT_EQ(allowed_paths_with(manifest), json::array()) << manifest;
    }
}

TEST(PolicyObjects, OddContainersDoNotHideAPath) {
    EXPECT_EQ(
        allowed_paths_with("spec: {containers: [1, {volumeMounts: [2]}], volumes: [{name: x, hostPath: {path: /a}}]}"),
        json::array({{{"pathPrefix", "/a"}, {"readOnly", true}}}));
}

TEST(PolicyObjects, AreNoneWhenThePolicyIsNone) {
    auto desired = minimal_state();
    desired.policies.pods = model::PodPolicy::none;
    EXPECT_TRUE(api_objects(desired).empty());
    EXPECT_EQ(policies_yaml(desired), "");
}

TEST(PoliciesYaml, SaysTheSameAsTheObjects) {
    const auto documents = YAML::LoadAll(policies_yaml(minimal_state()));
    const auto objects = api_objects(minimal_state());
    ASSERT_EQ(documents.size(), objects.size());
    for (std::size_t i = 0; i < objects.size(); ++i) {
        EXPECT_EQ(documents[i]["kind"].as<std::string>(), objects[i].kind);
        EXPECT_EQ(documents[i]["metadata"]["name"].as<std::string>(), objects[i].name);
    }
}

TEST(ApiObject, OfAnyGroupAndOfANamespaceIsARow) {
    constexpr ApiObjectRow row{
        .api_version = "v1",
        .kind = "ConfigMap",
        .plural = "configmaps",
        .name_space = "kube-system",
        .name = "example",
        .field = "spec.policies.pods",
        .reason = "an example",
        .declared = [](const model::DesiredState& /*desired*/) { return true; },
        .content = [](const model::DesiredState& /*desired*/,
                      const model::PerComponent<LinkEnds>& /*ends*/) { return json{{"data", {{"key", "value"}}}}; }};
    const auto object = object_of(row, minimal_state());
    EXPECT_EQ(object.api_path, "/api/v1/namespaces/kube-system/configmaps/example");
    EXPECT_EQ(to_string(resource_of(row)), "KubernetesObject/ConfigMap/kube-system/example");
    EXPECT_EQ(resource_of(row).name, object.kind + "/" + object.name) << "plan and status name it alike";
    EXPECT_EQ(json::parse(object.json), (json{{"apiVersion", "v1"},
                                              {"kind", "ConfigMap"},
                                              {"metadata", {{"name", "example"}, {"namespace", "kube-system"}}},
                                              {"data", {{"key", "value"}}}}));
}

}  // namespace planekeeper::kubernetes::test::policies_test
