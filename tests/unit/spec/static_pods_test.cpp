#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "texts.hpp"

// The kubelet ends one of two static pods with the same name, so both places are reported before anything is published.

namespace planekeeper::spec::testing::static_pods_test {
namespace {

using ::testing::HasSubstr;

[[nodiscard]] std::string manifest(const std::string& file, const std::string& metadata) {
    return "    - fileName: " + file +
           "\n      content: |\n        apiVersion: v1\n        kind: Pod\n        metadata: {" + metadata +
           "}\n        spec: {containers: [{name: a, image: b}]}\n";
}

TEST(StaticPods, TheApiServersOwnNameIsTaken) {
    const auto parsed =
        parse_text(minimal_with("  manifests:\n" + manifest("a.yaml", "name: kube-apiserver, namespace: kube-system")));
    EXPECT_THAT(
        all_texts(parsed),
        HasSubstr(":12:16: spec.manifests[0].content: the pod kube-system/kube-apiserver is the API server's own "
                  "(kube-api-server.yaml)"));
}

TEST(StaticPods, TheNameIsFreeInAnotherNamespace) {
    const auto parsed = parse_text(minimal_with("  manifests:\n" + manifest("a.yaml", "name: kube-apiserver")));
    EXPECT_TRUE(parsed.state) << all_texts(parsed);
}

TEST(StaticPods, TwoOfOneNameAreAProblemWithBothPlaces) {
    for (const std::string other : {"name: web", "name: web, namespace: default", "\"name\": \"web\""}) {
        const auto parsed = parse_text(minimal_with("  manifests:\n" + manifest("a.yaml", "name: web") +
                                                    manifest("b.yaml", "name: else") + manifest("c.yaml", other)));
        EXPECT_EQ(parsed.problems.size(), 1U) << all_texts(parsed);
        EXPECT_THAT(all_texts(parsed), HasSubstr(":24:16: spec.manifests[2].content: the pod default/web is also "
                                                 "spec.manifests[0].content in line 12"));
    }
}

TEST(StaticPods, ASecondDocumentIsNeverReadUnseen) {
    const std::string two =
        "  manifests:\n    - fileName: a.yaml\n      content: |\n        apiVersion: v1\n        kind: Pod\n"
        "        metadata: {name: a}\n        ---\n        apiVersion: v1\n        kind: Pod\n"
        "        metadata: {name: kube-apiserver, namespace: kube-system}\n";
    EXPECT_THAT(all_texts(parse_text(minimal_with(two))), HasSubstr(":16:9: spec.manifests[0].content: in the text: a "
                                                                    "second document starts here"));
    const std::string list =
        "  manifests:\n    - fileName: a.yaml\n      content: |\n        apiVersion: v1\n        kind: List\n"
        "        items: [{apiVersion: v1, kind: Pod, metadata: {name: kube-apiserver, namespace: kube-system}}]\n";
    EXPECT_THAT(all_texts(parse_text(minimal_with(list))), HasSubstr("the text is not a Pod"));
}

}  // namespace
}  // namespace planekeeper::spec::testing::static_pods_test
