#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "components/render.hpp"
#include "failures/known_failures.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::apiserver_manifest_test {

namespace {

const Digest generation = Digest::of("a generation");

YAML::Node manifest_of(const model::DesiredState& desired) {
    return YAML::Load(manifest(model::ComponentId::api_server, desired,
                               {"localhost/k8s-kube-apiserver:v1.20.1-abc", generation, {}}));
}

std::vector<std::string> mounted(const model::DesiredState& desired) {
    std::vector<std::string> paths;
    for (const auto& mount : mounts_of(model::ComponentId::api_server, desired))
        paths.push_back(mount.host_path + ":" + mount.mount_path);
    return paths;
}

}  // namespace

TEST(ApiServerManifest, IsTheSameBytesForTheSameInput) {
    const ManifestInputs inputs{"image:tag", generation, {}};
    EXPECT_EQ(manifest(model::ComponentId::api_server, everything_different(), inputs),
              manifest(model::ComponentId::api_server, everything_different(), inputs));
}

TEST(ApiServerManifest, EachGenerationIsAPodOfItsOwn) {
    const auto pod = manifest_of(minimal_state());
    const auto uid = pod["metadata"]["uid"].as<std::string>();
    EXPECT_EQ(uid, pod_uid(generation));
    EXPECT_NE(uid, pod_uid(Digest::of("another")));
    EXPECT_EQ(pod["metadata"]["annotations"]["planekeeper.dev/generation"].as<std::string>(), generation.hex());
}

TEST(ApiServerManifest, TheUidIsAUuidOfTheFirst32Characters) {
    const auto digest = Digest::from_hex("0123456789abcdef0123456789abcdefffffffffffffffffffffffffffffffff");
    EXPECT_EQ(pod_uid(digest), "01234567-89ab-cdef-0123-456789abcdef");
}

TEST(ApiServerManifest, TheCommandIsTheProgramAndItsFlags) {
    const auto command = manifest_of(everything_different())["spec"]["containers"][0]["command"];
    auto expected = kubernetes::flags_of(model::ComponentId::api_server, everything_different(), {});
    expected.insert(expected.begin(), std::string{program_path(model::ComponentId::api_server)});
    EXPECT_EQ(command.as<std::vector<std::string>>(), expected);
}

TEST(ApiServerManifest, TheKubeletExpandsNothingInTheCommand) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).flags["oidc-username-prefix"] = "$(HOSTNAME)$$x$";
    const auto command = manifest_of(desired)["spec"]["containers"][0]["command"].as<std::vector<std::string>>();
    EXPECT_THAT(command, testing::Contains("--oidc-username-prefix=$$(HOSTNAME)$$$$x$$"));
    EXPECT_THAT(kubernetes::flags_of(model::ComponentId::api_server, desired, {}),
                testing::Contains("--oidc-username-prefix=$(HOSTNAME)$$x$"));
}

TEST(ApiServerManifest, ACureIsInTheCommand) {
    const auto text = manifest(model::ComponentId::api_server, minimal_state(),
                               {"i:t", generation, {std::string{flow_control_cure}}});
    EXPECT_NE(text.find("flowcontrol.apiserver.k8s.io/v1beta1=false"), std::string::npos);
}

TEST(ApiServerManifest, QuantitiesStayStrings) {
    const auto text = manifest(model::ComponentId::api_server, minimal_state(), {"i:t", generation, {}});
    EXPECT_NE(text.find("cpu: \"1\"\n"), std::string::npos);
}

TEST(ApiServerManifest, ProbesOnlyOpenThePortAndGiveASlowBoardFiveMinutes) {
    const auto container = manifest_of(minimal_state())["spec"]["containers"][0];
    for (const char* name : {"startupProbe", "livenessProbe"}) {
        EXPECT_EQ(container[name]["tcpSocket"]["host"].as<std::string>(), "127.0.0.1");
        EXPECT_EQ(container[name]["tcpSocket"]["port"].as<int>(), 6443);
        EXPECT_EQ(container[name]["periodSeconds"].as<int>(), 10);
    }
    EXPECT_GE(container["startupProbe"]["failureThreshold"].as<int>(), 30);
    EXPECT_FALSE(container["readinessProbe"]);
}

TEST(ApiServerManifest, AProbeAsksTheAddressThatTheServerListensOn) {
    const auto socket = manifest_of(everything_different())["spec"]["containers"][0]["livenessProbe"]["tcpSocket"];
    EXPECT_EQ(socket["host"].as<std::string>(), "fd00::10");
    EXPECT_EQ(socket["port"].as<int>(), 8443);
}

TEST(ApiServerManifest, EveryVolumeMountHasItsVolume) {
    const auto spec = manifest_of(everything_different())["spec"];
    std::vector<std::string> volumes;
    std::vector<std::string> mounts;
    for (const auto& volume : spec["volumes"]) volumes.push_back(volume["name"].as<std::string>());
    for (const auto& mount : spec["containers"][0]["volumeMounts"]) mounts.push_back(mount["name"].as<std::string>());
    EXPECT_EQ(volumes, mounts);
    EXPECT_FALSE(volumes.empty());
}

TEST(ApiServerManifest, NothingMountedMeansNoEmptyLists) {
    auto desired = minimal_state();
    desired.component(model::ComponentId::api_server).image.contents = model::ImageContents::baked;
    desired.apiserver.audit.enabled = false;
    const auto spec = manifest_of(desired)["spec"];
    EXPECT_FALSE(spec["volumes"]);
    EXPECT_FALSE(spec["containers"][0]["volumeMounts"]);
}

TEST(ApiServerMounts, AreDirectoriesReadOnlyButForTheAuditLog) {
    EXPECT_EQ(
        mounts_of(model::ComponentId::api_server, minimal_state()),
        (std::vector<Mount>{
            {"etc-kubernetes-config", "/etc/kubernetes/config", "/etc/kubernetes/config"},
            {"var-lib-kubernetes", "/var/lib/kubernetes", "/var/lib/kubernetes"},
            {"audit-log", "/var/log/kube-apiserver", "/var/log", false, true, "spec.apiserver.audit.logDirectory"},
        }));
}

TEST(ApiServerMounts, ADirectoryWithinAnotherIsNotMountedTwice) {
    auto desired = minimal_state();
    desired.apiserver.audit.enabled = false;
    desired.etcd.ca_file = "/var/lib/kubernetes/etcd/ca.pem";
    desired.etcd.key_file = "/var/lib/kubernetes-etcd/key.pem";
    EXPECT_EQ(mounted(desired), (std::vector<std::string>{"/var/lib/kubernetes:/var/lib/kubernetes",
                                                          "/var/lib/kubernetes-etcd:/var/lib/kubernetes-etcd"}));
}

TEST(ApiServerMounts, CoverEveryFileThatAFlagNames) {
    EXPECT_EQ(mounted(everything_different()),
              (std::vector<std::string>{"/srv/config:/srv/config", "/srv/encryption:/srv/encryption",
                                        "/srv/etcd:/srv/etcd", "/srv/oidc:/srv/oidc", "/srv/pki:/srv/pki",
                                        "/srv/webhook:/srv/webhook", "/srv/audit:/var/log"}));
}

TEST(ApiServerMounts, OfABakedImageAreTheAuditLogAlone) {
    auto desired = everything_different();
    desired.component(model::ComponentId::api_server).image.contents = model::ImageContents::baked;
    EXPECT_EQ(mounted(desired), (std::vector<std::string>{"/srv/audit:/var/log"}));
}

TEST(ApiServerMounts, NamesAreUniqueLabelsHoweverLongAPathIs) {
    auto desired = minimal_state();
    const std::string deep = "/srv/" + std::string(80, 'x');
    desired.etcd.ca_file = deep + "/a/ca.pem";
    desired.etcd.certificate_file = deep + "/B_b/cert.pem";
    desired.etcd.key_file = "/audit/log/key.pem";
    std::set<std::string> names;
    for (const auto& mount : mounts_of(model::ComponentId::api_server, desired)) {
        EXPECT_TRUE(names.insert(mount.name).second) << mount.name;
        EXPECT_LE(mount.name.size(), 63U);
        EXPECT_EQ(mount.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
        EXPECT_NE(mount.name.back(), '-');
    }
    EXPECT_EQ(names.size(), 6U);
}

}  // namespace planekeeper::kubernetes::test::apiserver_manifest_test
