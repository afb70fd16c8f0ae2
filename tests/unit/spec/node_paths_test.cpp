#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "spec/fields.hpp"
#include "spec/node_paths.hpp"
#include "texts.hpp"

// A valid file never destroys or exposes files of planekeeper, of the system or of another field.

namespace planekeeper::spec::testing::node_paths_test {
namespace {

using ::testing::HasSubstr;

struct BadPath {
    std::string_view name;
    std::string lines;
    std::string wanted;
};

class BadPaths : public ::testing::TestWithParam<BadPath> {};

TEST_P(BadPaths, AreReportedOnceWithTheirField) {
    const auto parsed = parse_text(minimal_with(GetParam().lines));
    EXPECT_EQ(parsed.problems.size(), 1U) << all_texts(parsed);
    EXPECT_THAT(all_texts(parsed), HasSubstr(GetParam().wanted));
}

[[nodiscard]] std::string policy_file(const std::string& path) {
    return "  apiserver: {audit: {policyFile: " + path + "}}\n";
}

[[nodiscard]] std::string kubeconfig(const std::string& path) { return "  adminKubeconfig: {file: " + path + "}\n"; }

[[nodiscard]] std::string keys(const std::string& path) { return "  pki: {directory: " + path + "}\n"; }

[[nodiscard]] std::string pods(const std::string& path) { return "  staticPods: {directory: " + path + "}\n"; }

[[nodiscard]] std::string log(const std::string& path) {
    return "  apiserver: {audit: {logDirectory: " + path + "}}\n";
}

constexpr auto name_of = [](const auto& instance) { return std::string(instance.param.name); };

INSTANTIATE_TEST_SUITE_P(
    OwnState, BadPaths,
    ::testing::Values(
        BadPath{"PolicyOverTheKeyInCustody", policy_file("/var/lib/planekeeper/custody/ca"),
                ":10:35: spec.apiserver.audit.policyFile: \"/var/lib/planekeeper/custody/ca\" lies in "
                "/var/lib/planekeeper, which holds planekeeper's own state"},
        BadPath{"PolicyOverTheLedger", policy_file("/var/lib/planekeeper/ledger.json"), "planekeeper's own state"},
        BadPath{"PolicyOverTheDesiredState", policy_file("/etc/planekeeper/desired-state.yaml"),
                "is the desired state itself"},
        BadPath{"KubeconfigBelowTheDesiredState", kubeconfig("/etc/planekeeper/desired-state.yaml/x"),
                "is the desired state itself"},
        BadPath{"KubeconfigOverTheSocket", kubeconfig("/run/planekeeper/planekeeper.sock"), "planekeeper's socket"},
        BadPath{"KubeconfigOverTheSocketByAnotherName", kubeconfig("/var/run/planekeeper/x"), "planekeeper's socket"},
        BadPath{"EncryptionOverTheLock", "  encryption: {file: /var/lib/planekeeper/lock}\n",
                "spec.encryption.file: \"/var/lib/planekeeper/lock\" lies in"},
        BadPath{"WebhookConfigInCustody",
                "  authorizationWebhook: {server: \"https://a.example.org/x\", configFile: "
                "/var/lib/planekeeper/custody/x}\n",
                "spec.authorizationWebhook.configFile: "},
        BadPath{"KeysInCustody", keys("/var/lib/planekeeper/custody"), "spec.pki.directory: "},
        BadPath{"KeysInTheStateDirectory", keys("/var/lib/planekeeper"), "spec.pki.directory: "},
        BadPath{"KeysBesideTheDesiredState", keys("/etc/planekeeper"), "is the directory of the desired state itself"},
        BadPath{"ForeignKeysInCustody", "  pki: {mode: external, directory: /var/lib/planekeeper/custody}\n",
                "spec.pki.directory: "},
        BadPath{"PodsBesideTheDesiredState", pods("/etc/planekeeper"), "is the directory of the desired state itself"},
        BadPath{"PodsInTheStateDirectory", pods("/var/lib/planekeeper"), "spec.staticPods.directory: "},
        BadPath{"PodsInCustody", pods("/var/lib/planekeeper/custody"), "spec.staticPods.directory: "},
        BadPath{"LogInCustody", log("/var/lib/planekeeper/custody"), "spec.apiserver.audit.logDirectory: "},
        BadPath{"CustodyInTheImage",
                "  image: {extraFiles: [{source: /var/lib/planekeeper/custody/ca, destination: /srv/x}]}\n",
                "spec.image.extraFiles[0].source: "},
        BadPath{"CustodyByAFlag", "  apiserver: {flags: {oidc-ca-file: /var/lib/planekeeper/custody/ca}}\n",
                "spec.apiserver.flags.oidc-ca-file: "},
        BadPath{"CustodyByAnExtraFlag",
                "  apiserver: {extraFlags: [\"--tls-sni-cert-key=/srv/a/c.pem,/var/lib/planekeeper/custody/ca:x\"]}\n",
                "spec.apiserver.extraFlags[0]: \"/var/lib/planekeeper/custody/ca\" lies in"},
        BadPath{"TemporaryName", kubeconfig("/etc/planekeeper/.admin.planekeeper-tmp"),
                "is a name of planekeeper's temporary files"},
        BadPath{"BelowATemporaryName", kubeconfig("/srv/a.planekeeper-tmp/config"), "temporary files"},
        BadPath{"HiddenName", policy_file("/srv/config/.policy.yaml"), "is a hidden name"},
        BadPath{"HiddenDirectory", keys("/srv/.keys"), "is a hidden name"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    System, BadPaths,
    ::testing::Values(BadPath{"Proc", kubeconfig("/proc/sys/kernel/core_pattern"),
                              "lies in /proc, which belongs to the kernel"},
                      BadPath{"Sys", policy_file("/sys/kernel/x"), "belongs to the kernel"},
                      BadPath{"Dev", kubeconfig("/dev/sda"), "belongs to the kernel"},
                      BadPath{"ReadingProc", "  image: {source: {path: /proc/1/exe}}\n", "spec.image.source.path: "},
                      BadPath{"SysInTheImage", "  image: {extraFiles: [{source: /srv/x, destination: /sys/x}]}\n",
                              "spec.image.extraFiles[0].destination: "},
                      BadPath{"SystemdUnit", kubeconfig("/etc/systemd/system/ssh.service"),
                              "/etc/systemd, which belongs to the system"},
                      BadPath{"RuntimeUnit", kubeconfig("/run/systemd/system/x.service"), "belongs to the system"},
                      BadPath{"Usr", kubeconfig("/usr/bin/planekeeper"), "belongs to the system"},
                      BadPath{"Boot", kubeconfig("/boot/cmdline.txt"), "belongs to the system"},
                      BadPath{"Shadow", kubeconfig("/etc/shadow"), "lies among the system's own files"},
                      BadPath{"Root", kubeconfig("/vmlinuz"), "lies among the system's own files"},
                      BadPath{"SshConfig", policy_file("/etc/ssh/sshd_config"), "belongs to the system"},
                      BadPath{"EtcdsData", policy_file("/var/lib/etcd/member/snap/db"), "holds etcd's data"},
                      BadPath{"KubeletsPods", pods("/var/lib/kubelet/pods"), "belongs to the kubelet"},
                      BadPath{"LogOverTheRuntime", log("/run/containerd"), "belongs to containerd"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    OtherFields, BadPaths,
    ::testing::Values(
        BadPath{"BelowAKey", kubeconfig("/var/lib/kubernetes/ca.pem/x"),
                "lies below a file, that of spec.pki.directory (give each its own)"},
        BadPath{"BelowTheBinary",
                kubeconfig("/srv/k/kube-apiserver/x") + "  image: {source: {path: /srv/k/kube-apiserver}}\n",
                "lies below a file, that of spec.image.source.path"},
        BadPath{"DirectoryThatIsAFile", pods("/var/lib/kubernetes/ca.pem"),
                "spec.staticPods.directory: \"/var/lib/kubernetes/ca.pem\" is also the file of spec.pki.directory"},
        BadPath{"LogAmongKeys", log("/var/lib/kubernetes"),
                "spec.apiserver.audit.logDirectory: \"/var/lib/kubernetes\" holds"},
        BadPath{"LogAmongManifests", log("/etc/kubelet.d"),
                "spec.apiserver.audit.logDirectory: \"/etc/kubelet.d\" holds"},
        BadPath{"KubeconfigInTheLog", kubeconfig("/var/log/kube-apiserver/audit.log"), "which the container writes to"},
        BadPath{"ArchiveAmongManifests", "  image: {source: {archive: /etc/kubelet.d/image.tar}}\n",
                "lies in the directory of the static pods"},
        BadPath{"FlagInASystemDirectory", "  apiserver: {flags: {token-auth-file: /etc/tokens.csv}}\n",
                "spec.apiserver.flags.token-auth-file: \"/etc/tokens.csv\" lies in a directory of the system"},
        BadPath{"FlagWithAnotherSpelling", "  apiserver: {flags: {oidc-ca-file: /srv/a/../b/ca.pem}}\n",
                "is not a plain path"},
        BadPath{"FlagWithTwoSlashes", "  apiserver: {extraFlags: [\"--oidc-ca-file=/srv//ca.pem\"]}\n",
                "is not a plain path"},
        BadPath{"RelativeFileOfAFlag", "  apiserver: {extraFlags: [\"--oidc-ca-file=ca.pem\"]}\n",
                "is not an absolute path"},
        BadPath{"DestinationBelowADestination",
                "  image: {extraFiles: [{source: /srv/x, destination: /x}, {source: /srv/y, destination: /x/y}]}\n",
                "lies below a file, that of spec.image.extraFiles[0].destination"}),
    name_of);

TEST(NodePaths, ADesiredStateElsewhereIsReservedToo) {
    const std::string text = minimal_with(kubeconfig("/srv/node/state.yaml"));
    EXPECT_TRUE(parse(text, "/srv/other.yaml", {}).state);
    for (const std::string file : {"/srv/node/state.yaml", "/mnt/card/srv/node/state.yaml"}) {
        EXPECT_THAT(all_texts(parse(text, file, {})), HasSubstr("is the desired state itself")) << file;
    }
    EXPECT_THAT(all_texts(parse(minimal_with(keys("/srv/node")), "/srv/node/state.yaml", {})),
                HasSubstr("is the directory of the desired state itself"));
}

TEST(NodePaths, WhatPeopleHaveStaysValid) {
    for (const std::string& lines :
         {kubeconfig("/etc/planekeeper/admin.kubeconfig"), kubeconfig("/etc/kubernetes/admin.conf"),
          keys("/etc/kubernetes/pki"), pods("/etc/kubernetes/manifests"), log("/var/log"), log("/var/log/kubernetes"),
          std::string("  image: {source: {path: /usr/local/bin/kube-apiserver}}\n"),
          std::string("  apiserver: {flags: {oidc-ca-file: /var/lib/kubernetes/ca.pem}}\n"),
          std::string("  apiserver: {flags: {oidc-ca-file: /usr/local/share/ca-certificates/oidc.crt}}\n"),
          std::string("  image: {extraFiles: [{source: /srv/t.csv, destination: /etc/t.csv}]}\n"
                      "  apiserver: {flags: {token-auth-file: /etc/t.csv}}\n")}) {
        const auto parsed = parse_text(minimal_with(lines));
        EXPECT_TRUE(parsed.state) << all_texts(parsed);
    }
}

/// Fields that hold a path on the node or in the image.
[[nodiscard]] std::set<std::string> path_fields() {
    const std::set<std::string_view> path_types{"path", "mounted file", "mounted directory", "directory"};
    std::set<std::string> paths;
    for (const Field& field : fields()) {
        if (path_types.contains(field.type->name)) paths.insert(std::string(field.path));
    }
    return paths;
}

TEST(NodePaths, EveryFieldOfTypePathHasARow) {
    std::string text = source_file("tests/unit/spec/every_field.yaml");
    std::set<std::string> rows;
    const auto collect = [&] {
        const auto parsed = parse_text(text);
        ASSERT_TRUE(parsed.state) << all_texts(parsed);
        for (auto& node : node_paths(*parsed.state)) {
            if (const auto index = node.field.find("[0]"); index != std::string::npos)
                node.field.replace(index, 3, "[]");
            rows.insert(node.field);
        }
    };
    collect();
    const std::string source = "      path: /opt/kubernetes/kube-apiserver\n";
    text.replace(text.find(source), source.size(), "      archive: /opt/kubernetes/image.tar\n");
    for (const std::string key : {"    base: ", "    contents: ", "    builder: "}) {
        text.erase(text.find(key), text.find('\n', text.find(key)) + 1 - text.find(key));
    }
    const auto extra = text.find("    extraFiles:");
    text.erase(extra, text.find("  apiserver:") - extra);
    collect();
    text = minimal_with("  scheduler: {image: {source: {archive: /opt/k.tar}}}\n");
    collect();
    EXPECT_THAT(rows, ::testing::IsSupersetOf(path_fields()));
    EXPECT_GE(path_fields().size(), 17U);
}

}  // namespace
}  // namespace planekeeper::spec::testing::node_paths_test
