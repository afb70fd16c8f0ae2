#include "components/found_manifest.hpp"

#include <gtest/gtest.h>

namespace planekeeper::kubernetes::found_manifest_test {
namespace {

std::string pod(const std::string& container) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - " + container + "\n";
}

TEST(FoundManifest, TellsWhatRunsAndWhere) {
    const auto found = found_manifest(
        model::ComponentId::api_server,
        pod("{name: api, image: 'k8s.gcr.io/kube-apiserver:v1.24.17-patched', command: [/usr/bin/kube-apiserver], "
            "args: [--secure-port=7443, --bind-address=10.0.0.1, --secure-port=8443]}"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->image, "k8s.gcr.io/kube-apiserver:v1.24.17-patched");
    EXPECT_EQ(found->version, (model::KubernetesVersion{1, 24, 17}));
    EXPECT_EQ(found->port, 8443) << "the last one counts";
    EXPECT_EQ(found->bind_address, "10.0.0.1");
    EXPECT_EQ(found->generation, "");
}

TEST(FoundManifest, KnowsNoVersionByATagThatIsNone) {
    for (const char* image :
         {"localhost/k8s-kube-apiserver:latest", "a:5000/kube-apiserver", "kube-apiserver@sha256:00"}) {
        const auto found = found_manifest(model::ComponentId::api_server,
                                          pod(std::string{"{name: kube-apiserver, image: '"} + image + "'}"));
        ASSERT_TRUE(found) << image;
        EXPECT_EQ(found->version, std::nullopt) << image;
        EXPECT_EQ(found->port, 6443);
    }
}

TEST(FoundManifest, IsNoneOfAnotherPodOrOfNoPod) {
    for (const auto& text : {pod("{name: etcd, image: etcd, command: [etcd]}"), std::string{"["}, std::string{},
                             std::string{"- a\n"}, std::string{"spec: {containers: kube-apiserver}\n"}}) {
        EXPECT_FALSE(found_manifest(model::ComponentId::api_server, text)) << text;
    }
}

}  // namespace
}  // namespace planekeeper::kubernetes::found_manifest_test
