#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include "fakes/openssl_program.hpp"
#include "issued.hpp"

namespace planekeeper::pki::issue_test {
namespace {

using model::KeyAlgorithm;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Leaf {
    Secret key;
    std::string certificate;
};

Leaf make_leaf(const Authority& authority, const CertificateRequest& request,
               KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p256) {
    Leaf leaf;
    leaf.key = value_of(generate_key(algorithm));
    leaf.certificate = value_of(issue(authority.certificate, authority.key, leaf.key, request));
    return leaf;
}

std::string failure_of(const Result<std::string>& issued) {
    if (issued) return "issued";
    EXPECT_EQ(issued.error().kind(), ErrorKind::invalid);
    EXPECT_EQ(ERR_peek_error(), 0U);
    return issued.error().text();
}

TEST(Issue, AuthorityFactsAreThoseAskedFor) {
    const Authority authority = make_authority();
    const auto facts = value_of(inspect(authority.certificate));
    EXPECT_EQ(facts.common_name, "Kubernetes");
    EXPECT_TRUE(facts.is_authority);
    EXPECT_EQ(facts.not_before, today);
    EXPECT_EQ(facts.not_after, today + std::chrono::days(3650));
    EXPECT_TRUE(value_of(signed_by(authority.certificate, authority.certificate)));
}

TEST(Issue, LeafFactsAreThoseAskedFor) {
    const Leaf leaf = make_leaf(make_authority(), server_request());
    const auto facts = value_of(inspect(leaf.certificate));
    EXPECT_EQ(facts.common_name, "kubernetes");
    EXPECT_THAT(facts.organizations, ElementsAre("Kubernetes"));
    EXPECT_THAT(facts.dns_names, ElementsAre("kubernetes", "kubernetes.default.svc.cluster.local"));
    EXPECT_THAT(facts.ip_addresses, ElementsAre("127.0.0.1", "192.168.10.50", "fd00::1"));
    EXPECT_EQ(facts.not_before, today);
    EXPECT_EQ(facts.not_after, today + std::chrono::days(365));
    EXPECT_FALSE(facts.is_authority);
    EXPECT_TRUE(facts.server_auth);
    EXPECT_TRUE(facts.client_auth);
    EXPECT_EQ(facts.key_kind, "ECDSA P-256");
    EXPECT_EQ(facts.key_problem, "");
    EXPECT_EQ(facts.fingerprint.size(), 64U);
}

TEST(Issue, UsagesAreOnlyThoseAskedFor) {
    const Authority authority = make_authority();
    CertificateRequest request = server_request();
    request.server_auth = false;
    const auto client = value_of(inspect(make_leaf(authority, request).certificate));
    EXPECT_FALSE(client.server_auth);
    EXPECT_TRUE(client.client_auth);
    request = server_request();
    request.client_auth = false;
    const auto server = value_of(inspect(make_leaf(authority, request).certificate));
    EXPECT_TRUE(server.server_auth);
    EXPECT_FALSE(server.client_auth);
}

TEST(Issue, LeafVerifiesAgainstItsAuthorityAndNoOther) {
    const Authority authority = make_authority();
    const Authority other = make_authority();  // same name, other key
    const Leaf leaf = make_leaf(authority, server_request());
    EXPECT_TRUE(value_of(signed_by(leaf.certificate, authority.certificate)));
    EXPECT_FALSE(value_of(signed_by(leaf.certificate, other.certificate)));
    EXPECT_FALSE(value_of(signed_by(leaf.certificate, leaf.certificate)));
    EXPECT_TRUE(value_of(carries(leaf.certificate, public_key(leaf.key))));
    EXPECT_FALSE(value_of(carries(leaf.certificate, public_key(authority.key))));
}

TEST(Issue, AnExpiredLeafStillCountsAsSignedByItsAuthority) {
    CertificateRequest request = server_request();
    request.not_before = today - std::chrono::days(20);
    request.not_after = today - std::chrono::days(10);
    const Authority authority = make_authority();
    const Leaf leaf = make_leaf(authority, request);
    EXPECT_EQ(value_of(inspect(leaf.certificate)).not_after, request.not_after);
    EXPECT_TRUE(value_of(signed_by(leaf.certificate, authority.certificate)));
}

TEST(Issue, LeafNeverOutlivesItsAuthority) {
    CertificateRequest request = server_request();
    request.not_after = today + std::chrono::days(9999);
    const Leaf leaf = make_leaf(make_authority(), request);
    EXPECT_EQ(value_of(inspect(leaf.certificate)).not_after, authority_request().not_after);
}

TEST(Issue, DatesPast2050SurviveTheirOtherEncoding) {
    CertificateRequest request = authority_request();
    request.not_after = today + std::chrono::days(36500);
    const Secret key = value_of(generate_key(KeyAlgorithm::ecdsa_p256));
    EXPECT_EQ(value_of(inspect(value_of(self_sign_authority(key, request)))).not_after, request.not_after);
}

TEST(Issue, RepeatedSansAreWrittenOnce) {
    CertificateRequest request = server_request();
    request.sans = {"a", "10.0.0.1", "a", "10.0.0.1"};
    const fakes::OpensslProgram openssl;
    openssl.write("leaf.pem", make_leaf(make_authority(), request).certificate);
    EXPECT_THAT(openssl.run("x509 -in leaf.pem -noout -ext subjectAltName"), HasSubstr("DNS:a, IP Address:10.0.0.1\n"));
}

TEST(Issue, UnusableRequestsAreInvalidAndSayWhy) {
    const Authority authority = make_authority();
    const Secret key = value_of(generate_key(KeyAlgorithm::ecdsa_p256));
    const auto try_issue = [&](const CertificateRequest& request) {
        return failure_of(issue(authority.certificate, authority.key, key, request));
    };
    for (const std::string san : {"", "a b", "a,DNS:b", "b\xc3\xbc.example", "192.168.10.50/24", "a\nb"}) {
        CertificateRequest request = server_request();
        request.sans = {san};
        EXPECT_THAT(try_issue(request), HasSubstr("is neither an IP address nor a DNS name"));
    }
    CertificateRequest request = server_request();
    request.common_name.clear();
    EXPECT_EQ(try_issue(request), "a certificate needs a common name");
    request.common_name = std::string(65, 'x');
    EXPECT_THAT(try_issue(request), HasSubstr("is not usable (string too long)"));
    request = server_request();
    request.organizations = {""};
    EXPECT_THAT(try_issue(request), HasSubstr("organization \"\" is not usable"));
    request = server_request();
    request.not_after = request.not_before;
    EXPECT_EQ(try_issue(request), "the certificate would end before it begins");
}

TEST(Issue, AnAuthorityMustBeOneAndOwnItsKey) {
    const Authority authority = make_authority();
    const Authority other = make_authority();
    const Leaf leaf = make_leaf(authority, server_request());
    EXPECT_THAT(failure_of(issue(authority.certificate, other.key, leaf.key, server_request())),
                HasSubstr("does not belong to its certificate"));
    EXPECT_THAT(failure_of(issue(leaf.certificate, leaf.key, leaf.key, server_request())),
                HasSubstr("not that of an authority"));
    EXPECT_THAT(failure_of(issue("", authority.key, leaf.key, server_request())), HasSubstr("reading the authority"));
    EXPECT_THAT(failure_of(issue(authority.certificate, authority.key, Secret("x"), server_request())),
                HasSubstr("not a private key"));
}

TEST(Issue, AnAuthorityOfAnyKindThatKubernetesTakesSigns) {
    const fakes::OpensslProgram openssl;
    for (const std::string kind :
         {"-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
          "-algorithm RSA -pkeyopt rsa_keygen_bits:3072", "-algorithm ed25519"}) {
        static_cast<void>(openssl.run("genpkey -quiet " + kind + " -out key.pem"));
        const Secret authority_key(openssl.read("key.pem"));
        const auto authority = value_of(self_sign_authority(authority_key, authority_request()));
        const Secret key = value_of(generate_key(KeyAlgorithm::ecdsa_p256));
        const auto leaf = value_of(issue(authority, authority_key, key, server_request()));
        openssl.write("ca.pem", authority);
        openssl.write("leaf.pem", leaf);
        EXPECT_TRUE(value_of(signed_by(leaf, authority))) << kind;
        EXPECT_EQ(openssl.run("verify -no_check_time -CAfile ca.pem leaf.pem"), "leaf.pem: OK\n");
    }
}

TEST(Issue, NamesAreWrittenAsGoLooksForThem) {
    CertificateRequest request = server_request();
    request.sans = {"Api.Example.org.", "::ffff:10.1.2.3", "*.example.org"};
    const auto facts = value_of(inspect(make_leaf(make_authority(), request).certificate));
    EXPECT_THAT(facts.dns_names, ElementsAre("*.example.org", "Api.Example.org"));
    EXPECT_THAT(facts.ip_addresses, ElementsAre("10.1.2.3"));
}

class EveryPair : public testing::TestWithParam<std::tuple<KeyAlgorithm, KeyAlgorithm>> {};

INSTANTIATE_TEST_SUITE_P(Issue, EveryPair,
                         testing::Combine(testing::Values(KeyAlgorithm::ecdsa_p256, KeyAlgorithm::rsa_2048),
                                          testing::Values(KeyAlgorithm::ecdsa_p256, KeyAlgorithm::rsa_2048)));

TEST_P(EveryPair, TheOpensslProgramAgrees) {
    const auto [authority_algorithm, leaf_algorithm] = GetParam();
    const Authority authority = make_authority(authority_algorithm);
    const Leaf leaf = make_leaf(authority, server_request(), leaf_algorithm);
    const fakes::OpensslProgram openssl;
    openssl.write("ca.pem", authority.certificate);
    openssl.write("leaf.pem", leaf.certificate);
    const auto at = std::to_string((today + std::chrono::days(1)).time_since_epoch().count());
    const std::string verify = "verify -x509_strict -attime " + at + " -CAfile ca.pem ";
    EXPECT_EQ(openssl.run(verify + "-purpose sslserver -verify_ip 192.168.10.50 leaf.pem"), "leaf.pem: OK\n");
    EXPECT_EQ(openssl.run(verify + "-purpose sslserver -verify_ip fd00::1 leaf.pem"), "leaf.pem: OK\n");
    EXPECT_EQ(openssl.run(verify + "-purpose sslclient leaf.pem"), "leaf.pem: OK\n");
    EXPECT_EQ(openssl.run(verify + "-verify_hostname kubernetes leaf.pem"), "leaf.pem: OK\n");

    const std::string text = openssl.run("x509 -in leaf.pem -noout -text -nameopt RFC2253");
    EXPECT_THAT(text, HasSubstr("X509v3 Basic Constraints: critical\n                CA:FALSE"));
    EXPECT_THAT(text, HasSubstr("X509v3 Key Usage: critical\n                Digital Signature"));
    EXPECT_EQ(text.find("Key Encipherment") != std::string::npos, leaf_algorithm == KeyAlgorithm::rsa_2048);
    EXPECT_THAT(text, HasSubstr("TLS Web Server Authentication, TLS Web Client Authentication"));
    EXPECT_THAT(text, HasSubstr("X509v3 Subject Key Identifier:"));
    EXPECT_THAT(text, HasSubstr("X509v3 Authority Key Identifier:"));
    EXPECT_THAT(text, HasSubstr("Subject: CN=kubernetes,O=Kubernetes"));
    EXPECT_THAT(openssl.run("x509 -in leaf.pem -noout -serial"), testing::MatchesRegex("serial=[4-7][0-9A-F]{31}\n"));

    const std::string root = openssl.run("x509 -in ca.pem -noout -text");
    EXPECT_THAT(root, HasSubstr("X509v3 Basic Constraints: critical\n                CA:TRUE\n"));
    EXPECT_THAT(root, HasSubstr("Certificate Sign"));
    EXPECT_THAT(root, Not(HasSubstr("pathlen")));
}

}  // namespace
}  // namespace planekeeper::pki::issue_test
