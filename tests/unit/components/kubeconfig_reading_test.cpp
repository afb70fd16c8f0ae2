#include "components/kubeconfig_reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace planekeeper::kubernetes::test::kubeconfig_reading_test {
namespace {

using ::testing::HasSubstr;

const std::string block_style = R"(apiVersion: v1
kind: Config
current-context: admin
contexts:
- name: other
  context: {cluster: far, user: guest}
- name: admin
  context:
    cluster: here
    user: root
clusters:
- name: far
  cluster:
    server: https://far.example.org:6443
- name: here
  cluster:
    server: https://192.168.10.50:6443
    certificate-authority-data: Q0E=
users:
- name: root
  user:
    client-certificate-data: |-
      Q0VS
      VA==
    client-key-data: |
      S0VZ
)";

TEST(Kubeconfig, IsReadByItsCurrentContextInBlockStyle) {
    const auto reading = read_kubeconfig(block_style);

    EXPECT_EQ(reading.problem, "");
    EXPECT_EQ(reading.server, "https://192.168.10.50:6443");
    EXPECT_EQ(reading.authority.bytes.reveal(), "CA");
    EXPECT_EQ(reading.key.bytes.reveal(), "KEY") << "a block scalar ends in a line break";
}

TEST(Kubeconfig, IsReadInFlowStyleAndAsJson) {
    const std::string json =
        R"({"kind": "Config", "current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": "https://s", "certificate-authority-data": "Q0E="}}],
            "users": [{"name": "u", "user": {"client-certificate-data": "Q0VSVA==", "client-key-data": "S0VZ"}}]})";
    const auto reading = read_kubeconfig(json);

    EXPECT_EQ(reading.problem, "");
    EXPECT_EQ(reading.certificate.bytes.reveal(), "CERT");
    EXPECT_EQ(reading.key.bytes.reveal(), "KEY");
}

TEST(Kubeconfig, NamesFilesUnlessItHoldsTheBytesItself) {
    const auto reading = read_kubeconfig(
        "{kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: "
        "c, "
        "cluster: {server: \"https://s\", certificate-authority: ca.pem, certificate-authority-data: Q0E=}}], users: "
        "[{name: "
        "u, user: {client-certificate: /srv/admin.pem, client-key: admin-key.pem}}]}");

    EXPECT_EQ(reading.problem, "");
    EXPECT_EQ(reading.authority.bytes.reveal(), "CA");
    EXPECT_EQ(reading.authority.file, "");
    EXPECT_EQ(reading.certificate.file, "/srv/admin.pem");
    EXPECT_EQ(reading.key.file, "admin-key.pem");
}

TEST(Kubeconfig, ThatKubectlCouldNotUseSaysWhy) {
    const auto problem = [](std::string text, const std::string& from, const std::string& to) {
        text.replace(text.find(from), from.size(), to);
        return read_kubeconfig(text).problem;
    };
    EXPECT_THAT(problem(block_style, "current-context: admin", "current-context: gone"),
                HasSubstr("\"gone\" is not among"));
    EXPECT_THAT(problem(block_style, "current-context: admin\n", ""), HasSubstr("no current-context"));
    EXPECT_THAT(problem(block_style, "- name: root", "- name: nobody"), HasSubstr("user of its current context"));
    EXPECT_THAT(problem(block_style, "data: Q0E=", "data: Q0E"), HasSubstr("certificate-authority-data is not base64"));
    EXPECT_THAT(problem(block_style, "client-certificate-data", "token: x\n    ignored"),
                HasSubstr("it logs in by token"));
    EXPECT_THAT(read_kubeconfig("kind: [").problem, HasSubstr("line 1"));
    EXPECT_THAT(read_kubeconfig("garbage").problem, HasSubstr("no kubeconfig"));
}

TEST(Server, IsTheSameHoweverItIsWritten) {
    EXPECT_TRUE(same_server("https://API.example.org:443/", "https://api.example.org"));
    EXPECT_TRUE(same_server("https://[FD00:0::1]:6443", "https://[fd00::1]:6443//"));
    EXPECT_TRUE(same_server("HTTPS://api.example.org./", "https://api.example.org"));
    EXPECT_FALSE(same_server("https://api.example.org/A", "https://api.example.org/a"));
    EXPECT_FALSE(same_server("http://api.example.org", "https://api.example.org"));
    EXPECT_FALSE(same_server("https://192.168.10.50:6443", "https://192.168.10.99:6443"));
    EXPECT_FALSE(same_server("https://192.168.10.50:6443", "https://192.168.10.50:16443"));
}

}  // namespace
}  // namespace planekeeper::kubernetes::test::kubeconfig_reading_test
