#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "components/render.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::image_test {

namespace {

model::DesiredState baked_state() {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).image.contents = model::ImageContents::baked;
    desired.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
    return desired;
}

const ImageFile* file_at(const std::vector<ImageFile>& files, std::string_view destination) {
    const auto found = std::ranges::find(files, destination, &ImageFile::destination);
    return found == files.end() ? nullptr : &*found;
}

}  // namespace

TEST(ImageFiles, OfTheDefaultImageAreTheBinaryAlone) {
    EXPECT_EQ(image_files(model::ComponentId::api_server, minimal_state()),
              (std::vector<ImageFile>{{.staged_name = "kube-apiserver", .destination = "/usr/bin/kube-apiserver"}}));
}

TEST(ImageFiles, ABakedImageHoldsWhatTheFlagsNameAtTheirVeryPaths) {
    const auto files = image_files(model::ComponentId::api_server, baked_state());
    for (const char* path :
         {"/var/lib/kubernetes/ca.pem", "/var/lib/kubernetes/kubernetes.pem", "/var/lib/kubernetes/kubernetes-key.pem",
          "/var/lib/kubernetes/service-account.pem", "/var/lib/kubernetes/service-account-key.pem",
          "/var/lib/kubernetes/encryption-config.yaml", "/etc/kubernetes/config/audit-policy.yaml"}) {
        const auto* file = file_at(files, path);
        ASSERT_NE(file, nullptr) << path;
        EXPECT_EQ(file->source, path);
    }
    EXPECT_EQ(files.size(), 8U);
}

TEST(ImageFiles, TheAuthoritysKeyIsNeverBaked) {
    EXPECT_EQ(file_at(image_files(model::ComponentId::api_server, baked_state()), "/var/lib/kubernetes/ca-key.pem"),
              nullptr);
}

TEST(ImageFiles, KeysAreMarkedSecretAndCertificatesAreNot) {
    const auto files = image_files(model::ComponentId::api_server, baked_state());
    EXPECT_TRUE(file_at(files, "/var/lib/kubernetes/kubernetes-key.pem")->secret);
    EXPECT_TRUE(file_at(files, "/var/lib/kubernetes/encryption-config.yaml")->secret);
    EXPECT_FALSE(file_at(files, "/var/lib/kubernetes/kubernetes.pem")->secret);
    EXPECT_FALSE(file_at(files, "/var/lib/kubernetes/service-account.pem")->secret);
}

TEST(ImageFiles, ContextNamesAreFlatAndUnique) {
    auto desired = everything_different();
    desired.component(model::ComponentId::api_server).image.contents = model::ImageContents::baked;
    std::set<std::string> names;
    for (const auto& file : image_files(model::ComponentId::api_server, desired)) {
        EXPECT_TRUE(names.insert(file.staged_name).second);
        EXPECT_EQ(file.staged_name.find_first_of("/ "), std::string::npos) << file.staged_name;
    }
}

TEST(ImageFiles, AReadyImageIsNotBuilt) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).image.source = model::ImageArchive{.path = "/srv/image.tar"};
    EXPECT_TRUE(image_files(model::ComponentId::api_server, desired).empty());
}

TEST(Containerfile, WritesModesDownSoThatNoKeyIsReadableByAll) {
    const auto text = containerfile(model::ComponentId::api_server, baked_state());
    EXPECT_THAT(text, testing::StartsWith("FROM scratch\n"
                                          "COPY --chmod=0755 [\"kube-apiserver\",\"/usr/bin/kube-apiserver\"]\n"));
    EXPECT_THAT(text, testing::HasSubstr("COPY --chmod=0600 [\"baked-4-kubernetes-key.pem\","
                                         "\"/var/lib/kubernetes/kubernetes-key.pem\"]\n"));
    EXPECT_THAT(text, testing::EndsWith("EXPOSE 6443\nENTRYPOINT [\"/usr/bin/kube-apiserver\"]\n"));
}

TEST(ImageReference, NamesRepositoryVersionAndContents) {
    EXPECT_THAT(image_reference(model::ComponentId::api_server, minimal_state(), "sha512:abc", {}),
                testing::MatchesRegex("localhost/k8s-kube-apiserver:v1\\.20\\.1-[0-9a-f]{12}"));
}

TEST(ImageReference, ChangesWithEveryByteThatGoesIn) {
    const auto desired = baked_state();
    const auto reference =
        image_reference(model::ComponentId::api_server, desired, "sha512:abc", {{"baked-1", Digest::of("a")}});
    EXPECT_EQ(reference,
              image_reference(model::ComponentId::api_server, desired, "sha512:abc", {{"baked-1", Digest::of("a")}}));
    EXPECT_NE(reference,
              image_reference(model::ComponentId::api_server, desired, "sha512:abd", {{"baked-1", Digest::of("a")}}));
    EXPECT_NE(reference,
              image_reference(model::ComponentId::api_server, desired, "sha512:abc", {{"baked-1", Digest::of("b")}}));
    EXPECT_NE(reference, image_reference(model::ComponentId::api_server, desired, "sha512:abc", {}));
    auto based = desired;
    based.component(model::ComponentId::api_server).image.base = "debian:12";
    EXPECT_NE(reference,
              image_reference(model::ComponentId::api_server, based, "sha512:abc", {{"baked-1", Digest::of("a")}}));
}

TEST(ImageReference, DoesNotChangeWithAFlag) {
    auto desired = minimal_state();
    const auto reference = image_reference(model::ComponentId::api_server, desired, "sha512:abc", {});
    desired.component(model::ComponentId::api_server).flags["v"] = "4";
    EXPECT_EQ(reference, image_reference(model::ComponentId::api_server, desired, "sha512:abc", {}));
}

}  // namespace planekeeper::kubernetes::test::image_test
