#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include "issued.hpp"
#include "openssl_program.hpp"

namespace planekeeper::pki::inspect_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string failure_of(const std::string& pem) {
    const auto facts = inspect(pem);
    EXPECT_EQ(ERR_peek_error(), 0U);
    if (facts) return "readable";
    EXPECT_EQ(facts.error().kind(), ErrorKind::invalid);
    return facts.error().text();
}

TEST(Inspect, WhatIsNoPemIsInvalid) {
    EXPECT_THAT(failure_of(""), HasSubstr("no PEM block \"BEGIN CERTIFICATE\""));
    EXPECT_THAT(failure_of(std::string(1000, '\0')), HasSubstr("no PEM block"));
    EXPECT_THAT(failure_of("-----BEGIN CERTIFICATE-----\n"), HasSubstr("damaged PEM block"));
    EXPECT_THAT(failure_of("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), HasSubstr("not a certificate"));
    EXPECT_THAT(failure_of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), HasSubstr("damaged DER"));
    EXPECT_THAT(failure_of("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"), HasSubstr("damaged PEM"));
    const Secret key = value_of(generate_key(model::KeyAlgorithm::ecdsa_p256));
    EXPECT_THAT(failure_of(std::string(key.reveal())), HasSubstr("no PEM block"));
}

TEST(Inspect, AHugeTextIsRefusedUnread) {
    EXPECT_EQ(failure_of(make_authority().certificate + std::string(std::size_t{1} << 20U, ' ')),
              "not a certificate: larger than 1 MiB");
    std::string many;
    while (many.size() < 1'000'000) many += "-----BEGIN CERTIFICATE-----\n";
    EXPECT_THAT(failure_of(many), HasSubstr("damaged PEM block"));
}

TEST(Inspect, ACertificateTruncatedAnywhereIsInvalid) {
    const std::string whole = make_authority().certificate;
    for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
        ASSERT_NE(failure_of(whole.substr(0, length)), "readable") << length;
    }
    EXPECT_EQ(failure_of(whole.substr(0, whole.size() - 1)), "readable") << "only the last line break is missing";
}

TEST(Inspect, ACertificateWithAnyByteChangedIsReadOrInvalidButNeverACrash) {
    const std::string whole = make_authority().certificate;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char other : {'A', '/', '\n', '\0', '\xff'}) {
            std::string changed = whole;
            changed[at] = other;
            static_cast<void>(failure_of(changed));
        }
    }
}

TEST(Inspect, OfSeveralCertificatesTheFirstCounts) {
    const Authority one = make_authority();
    const Authority other = make_authority();
    const auto facts = value_of(inspect(one.certificate));
    EXPECT_EQ(value_of(inspect(one.certificate + other.certificate)), facts);
    EXPECT_EQ(value_of(inspect(one.certificate + "-----BEGIN CERTIFICATE-----\nbroken")), facts);
    EXPECT_EQ(value_of(inspect("# made by hand\n" + std::string(one.key.reveal()) + one.certificate)), facts);
}

TEST(Inspect, FingerprintIsThatOfTheOpensslProgram) {
    const Authority authority = make_authority();
    const OpensslProgram openssl;
    openssl.write("ca.pem", authority.certificate);
    std::string expected = openssl.run("x509 -in ca.pem -noout -fingerprint -sha256");
    expected.erase(0, expected.find('=') + 1);
    std::erase(expected, ':');
    std::erase(expected, '\n');
    for (char& c : expected) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(value_of(inspect(authority.certificate)).fingerprint, expected);
}

/// A certificate made by hand, as an adopted file may be.
std::string hand_made(const std::string& key_arguments, const std::string& certificate_arguments) {
    const OpensslProgram openssl;
    static_cast<void>(openssl.run("genpkey -quiet " + key_arguments + " -out key.pem"));
    static_cast<void>(openssl.run("req -new -x509 -key key.pem -days 30 -out c.pem " + certificate_arguments));
    return openssl.read("c.pem");
}

const std::string p256 = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";

TEST(Inspect, WithoutExtendedKeyUsageEveryUsageIsAllowed) {
    const auto facts = value_of(inspect(hand_made(p256, "-subj /CN=x -addext basicConstraints=critical,CA:FALSE")));
    EXPECT_TRUE(facts.server_auth);
    EXPECT_TRUE(facts.client_auth);
    EXPECT_FALSE(facts.is_authority);
}

TEST(Inspect, AnAuthorityThatMayNotSignIsNone) {
    const auto facts = value_of(inspect(
        hand_made(p256, "-subj /CN=x -addext basicConstraints=critical,CA:TRUE -addext keyUsage=digitalSignature")));
    EXPECT_FALSE(facts.is_authority);
}

TEST(Inspect, OtherAlgorithmsAreReadAndNotKnown) {
    EXPECT_FALSE(value_of(inspect(hand_made("-algorithm ed25519", "-subj /CN=x"))).known_algorithm);
    EXPECT_FALSE(
        value_of(inspect(hand_made("-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-subj /CN=x"))).known_algorithm);
    EXPECT_FALSE(
        value_of(inspect(hand_made("-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "-subj /CN=x"))).known_algorithm);
}

TEST(Inspect, NamesOfOtherKindsAreLeftOutAndTheLastCommonNameCounts) {
    const auto facts =
        value_of(inspect(hand_made(p256,
                                   "-subj /O=one/CN=first/O=two/CN=last -addext "
                                   "subjectAltName=email:a@b.c,DNS:z.example,URI:https://x,DNS:a.example")));
    EXPECT_EQ(facts.common_name, "last");
    EXPECT_THAT(facts.organizations, ElementsAre("one", "two"));
    EXPECT_THAT(facts.dns_names, ElementsAre("a.example", "z.example"));
    EXPECT_TRUE(facts.ip_addresses.empty());
}

TEST(Inspect, ControlCharactersInNamesBecomeQuestionMarks) {
    CertificateRequest request = authority_request();
    request.common_name = "evil\x1b[2J";
    const Secret key = value_of(generate_key(model::KeyAlgorithm::ecdsa_p256));
    EXPECT_EQ(value_of(inspect(value_of(self_sign_authority(key, request)))).common_name, "evil?[2J");
}

TEST(Inspect, WrongOrMissingAuthorityIsFalseOrAnError) {
    const Authority authority = make_authority();
    EXPECT_FALSE(value_of(signed_by(authority.certificate, make_authority().certificate)));
    EXPECT_FALSE(signed_by(authority.certificate, "").has_value());
    EXPECT_FALSE(signed_by("", authority.certificate).has_value());
}

}  // namespace
}  // namespace planekeeper::pki::inspect_test
