#include "facts/release_facts.hpp"

#include <algorithm>
#include <array>

#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view releases = "https://kubernetes.io/releases/download/";
constexpr std::string_view signing = "https://kubernetes.io/docs/tasks/administer-cluster/verify-signed-artifacts/";

constexpr auto facts = std::to_array<ReleaseFact>({
    {"the program", "https://dl.k8s.io/VERSION/bin/linux/ARCH/kube-apiserver", {20, still}, releases},
    {"its checksums, bare hexadecimal", "the program's address with .sha256 or .sha512", {20, still}, releases},
    {"its signature (cosign, keyless)", "the program's address with .sig and .cert", {26, still}, signing},
    {"all server programs",
     "https://dl.k8s.io/VERSION/kubernetes-server-linux-ARCH.tar.gz",
     {20, still},
     "kubernetes CHANGELOG of each minor"},
    {"the newest patch of a minor", "https://dl.k8s.io/release/stable-1.MINOR.txt", {20, still}, releases},
    {"the image",
     "registry.k8s.io/kube-apiserver:VERSION; k8s.gcr.io is frozen",
     {20, still},
     "https://kubernetes.io/blog/2023/03/10/image-registry-redirect/"},
    {"the image's signature", "registry.k8s.io", {24, still}, signing},
});

constexpr auto changes = std::to_array<BehaviourChange>({
    {23, "Pod Security admission is on by default", "KEP-2579"},
    {25, "PodSecurityPolicy objects stay in etcd and can no longer be reached", "KEP-2579"},
    {29, "a kms provider with apiVersion v1 needs the gate KMSv1", "KEP-3299"},
    {31, "a typo or a second key in the encryption config is an error", "kubernetes commit b0c3a41fa"},
    {31, "--enable-logs-handler is off by default", "the flags of running servers"},
    {36,
     "audit logs are kept for 366 days and 100 files of 100 MB unless flags say otherwise, and "
     "--audit-log-maxsize=0 turns rotation off",
     "kubernetes CHANGELOG-1.36"},
});

}  // namespace

std::span<const ReleaseFact> release_facts() { return facts; }

std::span<const ServerArchitecture> server_architectures() { return measured::kube_apiserver::architectures; }

bool has_server(std::string_view architecture, int minor) {
    return std::ranges::any_of(server_architectures(),
                               [&](const auto& row) { return row.name == architecture && row.minors.contains(minor); });
}

std::span<const BehaviourChange> behaviour_changes() { return changes; }

}  // namespace planekeeper::kubernetes
