#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "converged_node.hpp"

// Objects that planekeeper applies and others change.

namespace planekeeper::scenarios::owned_objects_test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/default-psp";
const std::string binding = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/default-psp";
const std::string policy = "/apis/policy/v1beta1/podsecuritypolicies/default";

json get(FakeNode& node, const std::string& path) { return json::parse(node.objects.serve({.target = path}).body); }

/// Edits an object as `kubectl edit` does.
json edit(FakeNode& node, const std::string& path, const json& patch) {
    const auto response = node.objects.serve({.method = "PATCH",
                                              .target = path + "?fieldManager=kubectl-edit",
                                              .content_type = "application/merge-patch+json",
                                              .body = patch.dump()});
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
}

json apply_as(FakeNode& node, const std::string& path, const std::string& name, const json& object) {
    const auto response = node.objects.serve({.method = "PATCH",
                                              .target = path + "?fieldManager=" + name,
                                              .content_type = "application/apply-patch+yaml",
                                              .body = object.dump()});
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
}

/// "MANAGER OPERATION" of each owner, in order.
std::vector<std::string> owners(const json& object) {
    std::vector<std::string> names;
    for (const auto& entry : object["metadata"].value("managedFields", json::array())) {
        names.push_back(entry["manager"].get<std::string>() + " " + entry["operation"].get<std::string>());
    }
    std::ranges::sort(names);
    return names;
}

/// The kept texts of an object that others wrote.
std::vector<std::string> copies_of(const FakeNode& node, const std::string& path) {
    std::vector<std::string> texts;
    for (const auto& [name, file] : node.files.nodes()) {
        if (name.starts_with(model::replaced_directory + path + "/")) texts.push_back(file.bytes);
    }
    return texts;
}

/// An object without the fields that the server sets, as somebody applies it.
json applied(FakeNode& node, const std::string& path) {
    auto object = get(node, path);
    for (const char* kept : {"uid", "creationTimestamp", "resourceVersion", "managedFields"}) {
        object["metadata"].erase(kept);
    }
    return object;
}

TEST(OwnedObject, WhoseFieldAnotherTakesOverIsRepairedAndTheirsIsKept) {
    ConvergedNode node;
    const auto before = get(node, role)["rules"];
    const auto edited =
        edit(node, role, {{"rules", {{{"apiGroups", {""}}, {"resources", {"pods"}}, {"verbs", {"get"}}}}}});
    ASSERT_THAT(owners(edited), ElementsAre("kubectl-edit Update"));

    node.daemon->passes(60);

    EXPECT_EQ(get(node, role)["rules"], before);
    EXPECT_THAT(owners(get(node, role)), ElementsAre("planekeeper Apply"));
    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
    EXPECT_THAT(copies_of(node, role), ElementsAre(HasSubstr("\"pods\"")));
    EXPECT_THAT(node.daemon->resource("KubernetesObject/ClusterRole/default-psp")->message, HasSubstr("is kept as"));
}

TEST(OwnedObject, WhoseFieldAnotherTakesAwayGetsItBack) {
    ConvergedNode node;
    const auto before = get(node, policy);
    edit(node, policy, {{"metadata", {{"annotations", nullptr}}}, {"spec", {{"allowedHostPaths", nullptr}}}});

    node.daemon->passes(60);

    const auto after = get(node, policy);
    EXPECT_EQ(after["spec"], before["spec"]);
    EXPECT_EQ(after["metadata"]["annotations"], before["metadata"]["annotations"]);
    EXPECT_EQ(after["metadata"]["uid"], before["metadata"]["uid"]) << "the same object";
    EXPECT_EQ(copies_of(node, policy).size(), 1U);
}

TEST(OwnedObject, MayHaveFieldsOfOthersAndOwnersOfEqualValues) {
    ConvergedNode node;
    edit(node, role, {{"metadata", {{"labels", {{"example.com/team", "storage"}}}}}});
    apply_as(node, binding, "helm", applied(node, binding));
    const auto role_before = get(node, role);
    const auto binding_before = get(node, binding);

    node.daemon->passes(60);

    EXPECT_EQ(get(node, role), role_before);
    EXPECT_EQ(get(node, binding), binding_before);
    EXPECT_THAT(owners(binding_before), ElementsAre("helm Apply", "planekeeper Apply"));
    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
}

/// The object as an older planekeeper left it, which applied more fields.
json with_more(json object) {
    object["metadata"]["annotations"]["example.com/former"] = "1";
    return object;
}

TEST(OwnedObject, LosesAFieldThatIsAppliedNoMore) {
    ConvergedNode node;
    apply_as(node, policy, "planekeeper", with_more(applied(node, policy)));

    node.daemon->passes(60);

    EXPECT_FALSE(get(node, policy)["metadata"]["annotations"].contains("example.com/former"));
    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
    EXPECT_THAT(copies_of(node, policy), ElementsAre()) << "nobody else wrote it";
}

TEST(OwnedObject, LeavesAFieldThatIsAppliedNoMoreToWhoOwnsItToo) {
    ConvergedNode node;
    const auto more = with_more(applied(node, policy));
    apply_as(node, policy, "planekeeper", more);
    apply_as(node, policy, "helm",
             {{"apiVersion", more["apiVersion"]},
              {"kind", more["kind"]},
              {"metadata", {{"name", "default"}, {"annotations", {{"example.com/former", "1"}}}}}});

    node.daemon->passes(60);

    const auto after = get(node, policy);
    EXPECT_TRUE(after["metadata"]["annotations"].contains("example.com/former"));
    EXPECT_THAT(owners(after), ElementsAre("helm Apply", "planekeeper Apply"));
    EXPECT_TRUE(node.daemon->is_converged()) << node.daemon->unready();
    node.daemon->passes(60);
    EXPECT_EQ(get(node, policy), after) << "nobody is fought";
}

}  // namespace
}  // namespace planekeeper::scenarios::owned_objects_test
