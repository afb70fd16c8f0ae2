#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include "fakes/openssl_program.hpp"
#include "issued.hpp"

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
    EXPECT_EQ(failure_of(""), "not a certificate: it is empty");
    EXPECT_EQ(failure_of(std::string(1000, '\0')), "not a certificate: it is empty");
    EXPECT_THAT(failure_of("hello"), HasSubstr("no PEM block \"BEGIN CERTIFICATE\""));
    EXPECT_THAT(failure_of("-----BEGIN CERTIFICATE-----\n"), HasSubstr("damaged PEM block"));
    EXPECT_THAT(failure_of("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), HasSubstr("not a certificate"));
    EXPECT_THAT(failure_of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), HasSubstr("damaged DER"));
    EXPECT_THAT(failure_of("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"), HasSubstr("damaged PEM"));
    const Secret key = value_of(generate_key(model::KeyAlgorithm::ecdsa_p256));
    EXPECT_EQ(failure_of(std::string(key.reveal())), "not a certificate: it holds PRIVATE KEY instead of CERTIFICATE");
}

TEST(Inspect, WhatGoDoesNotReadIsNotReadAndTheCauseIsNamed) {
    const std::string good = make_authority().certificate;
    const auto relabelled = [&good](const std::string& label) {
        auto text = good;
        for (auto at = text.find("CERTIFICATE"); at != std::string::npos;
             at = text.find("CERTIFICATE", at + label.size())) {
            text.replace(at, 11, label);
        }
        return text;
    };
    EXPECT_THAT(failure_of("\xEF\xBB\xBF" + good), HasSubstr("begins with a byte-order mark"));
    EXPECT_THAT(failure_of("\xFF\xFE" + good), HasSubstr("UTF-16"));
    EXPECT_THAT(failure_of(relabelled("TRUSTED CERTIFICATE")), HasSubstr("holds TRUSTED CERTIFICATE instead"));
    EXPECT_THAT(failure_of(relabelled("X509 CERTIFICATE")), HasSubstr("holds X509 CERTIFICATE instead"));
    EXPECT_THAT(failure_of("   " + good), HasSubstr("damaged PEM block")) << "a block begins where a line does";
    EXPECT_THAT(failure_of(std::string{"\x30\x82\x01\x02"}), HasSubstr("DER"));
}

TEST(Inspect, WhatGoReadsIsRead) {
    const std::string good = make_authority().certificate;
    std::string crlf;
    for (const char c : good) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    for (const auto& text : {"Bag Attributes\n    friendlyName: ca\n" + good, crlf, "\xEF\xBB\xBF# ours\n" + good,
                             std::string(3, '\0') + "\n" + good, good + std::string(3, '\0'),
                             good.substr(0, good.size() - 1) + "  \t\n"}) {
        EXPECT_EQ(failure_of(text), "readable") << text;
    }
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
    const fakes::OpensslProgram openssl;
    openssl.write("ca.pem", authority.certificate);
    std::string expected = openssl.run("x509 -in ca.pem -noout -fingerprint -sha256");
    expected.erase(0, expected.find('=') + 1);
    std::erase(expected, ':');
    std::erase(expected, '\n');
    for (char& c : expected) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(value_of(inspect(authority.certificate)).fingerprint, expected);
}

/// A certificate made by hand, as an adopted one may be.
std::string hand_made(const std::string& key_arguments, const std::string& certificate_arguments) {
    const fakes::OpensslProgram openssl;
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

TEST(Inspect, TellsTheKindOfKeyAndWhatKubeApiserverDoesNotTake) {
    struct Row {
        std::string arguments;
        std::string kind;
        std::string problem;
    };
    for (const auto& row :
         {Row{"-algorithm ed25519", "Ed25519", ""},
          Row{"-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "ECDSA P-384", ""},
          Row{"-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "ECDSA P-521", ""},
          Row{"-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "ECDSA secp256k1", "P-256, P-384 or P-521"},
          Row{"-algorithm RSA -pkeyopt rsa_keygen_bits:3072", "RSA 3072", ""},
          Row{"-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "RSA 1024", "shorter than 2048"},
          Row{"-algorithm ed448", "ED448", "takes no other"}}) {
        const auto facts = value_of(inspect(hand_made(row.arguments, "-subj /CN=x")));
        EXPECT_EQ(facts.key_kind, row.kind);
        EXPECT_THAT(facts.key_problem, HasSubstr(row.problem));
        EXPECT_EQ(facts.key_problem.empty(), row.problem.empty()) << row.kind;
    }
}

TEST(Inspect, AnIpv4MappedAddressIsTheIpv4One) {
    const auto facts = value_of(inspect(hand_made(p256, "-subj /CN=x -addext subjectAltName=IP:::ffff:10.1.2.3")));
    EXPECT_THAT(facts.ip_addresses, ElementsAre("10.1.2.3"));
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

TEST(Bundle, OfOldAndNewRootTrustsWhatEitherSigned) {
    const Authority old = make_authority();
    const Authority young = make_authority();  // the same name, another key
    const Secret key = value_of(generate_key(model::KeyAlgorithm::ecdsa_p256));
    for (const auto* signer : {&old, &young}) {
        const auto leaf = value_of(issue(signer->certificate, signer->key, key, server_request()));
        EXPECT_TRUE(value_of(signed_by(leaf, old.certificate + young.certificate)));
        EXPECT_TRUE(value_of(signed_by(leaf, young.certificate + old.certificate)));
        EXPECT_FALSE(value_of(signed_by(leaf, make_authority().certificate)));
    }
}

TEST(Bundle, SignsWithTheCertificateThatTheKeyBelongsTo) {
    const Authority old = make_authority();
    const Authority young = make_authority();
    const Secret key = value_of(generate_key(model::KeyAlgorithm::ecdsa_p256));
    const auto young_key = public_key(young.key);
    const auto other_key = public_key(key);
    for (const auto& bundle : {old.certificate + young.certificate, young.certificate + old.certificate}) {
        const auto leaf = value_of(issue(bundle, young.key, key, server_request()));
        EXPECT_TRUE(value_of(signed_by(leaf, young.certificate)));
        const auto facts = value_of(inspect_authority(bundle, &young_key));
        EXPECT_TRUE(facts.key_matches);
        EXPECT_EQ(facts.certificates, 2U);
        EXPECT_EQ(facts.current, value_of(inspect(young.certificate)));
        EXPECT_FALSE(value_of(inspect_authority(bundle, &other_key)).key_matches);
    }
}

/// An authority that begins so much later than the first one.
Authority make_authority_later(std::chrono::days later) {
    auto request = authority_request();
    request.not_before += later;
    request.not_after += later;
    Authority authority{value_of(generate_key(model::KeyAlgorithm::ecdsa_p256)), {}};
    authority.certificate = value_of(self_sign_authority(authority.key, request));
    return authority;
}

TEST(Bundle, TellsTheNextAndTheRetiredFromTheOneThatSigns) {
    const auto old = make_authority_later(std::chrono::days(0));
    const auto current = make_authority_later(std::chrono::days(100));
    const auto coming = make_authority_later(std::chrono::days(200));
    const auto key = public_key(current.key);
    const auto bundle =
        value_of(inspect_authority(coming.certificate + old.certificate + current.certificate + old.certificate, &key));
    EXPECT_EQ(bundle.current, value_of(inspect(current.certificate)));
    EXPECT_THAT(bundle.next, ElementsAre(value_of(inspect(coming.certificate))));
    EXPECT_THAT(bundle.retired, ElementsAre(value_of(inspect(old.certificate))))
        << "once, though it stands there twice";
}

TEST(Bundle, TellsWhichOfItSigned) {
    const Authority old = make_authority();
    const Authority young = make_authority();
    const Secret key = value_of(generate_key(model::KeyAlgorithm::ecdsa_p256));
    const auto leaf = value_of(issue(old.certificate, old.key, key, server_request()));
    const auto signer = value_of(signer_of(leaf, young.certificate + old.certificate));
    ASSERT_TRUE(signer);
    EXPECT_EQ(signer->fingerprint, value_of(inspect(old.certificate)).fingerprint);
    EXPECT_EQ(value_of(signer_of(leaf, young.certificate)), std::nullopt);
}

TEST(Bundle, WithADamagedCertificateIsRefusedAsGoRefusesIt) {
    const Authority one = make_authority();
    const std::string bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    EXPECT_FALSE(inspect_authority(one.certificate + bad, nullptr).has_value());
}

TEST(Chain, OfALeafAndItsIntermediateIsSignedByTheRoot) {
    const fakes::OpensslProgram openssl;
    const std::string new_key = "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes ";
    static_cast<void>(openssl.run(new_key + "-x509 -keyout root-key.pem -subj /CN=root -days 30 -out root.pem"));
    openssl.write("ca.cnf", "basicConstraints=critical,CA:TRUE\n");
    static_cast<void>(openssl.run(new_key + "-keyout middle-key.pem -subj /CN=middle -out middle.csr"));
    static_cast<void>(
        openssl.run("x509 -req -in middle.csr -CA root.pem -CAkey root-key.pem -CAcreateserial -days 20 "
                    "-extfile ca.cnf -out middle.pem"));
    static_cast<void>(openssl.run(new_key + "-keyout leaf-key.pem -subj /CN=leaf -out leaf.csr"));
    static_cast<void>(
        openssl.run("x509 -req -in leaf.csr -CA middle.pem -CAkey middle-key.pem -CAcreateserial -days 10 "
                    "-out leaf.pem"));
    static_cast<void>(
        openssl.run("x509 -req -in middle.csr -CA root.pem -CAkey root-key.pem -CAcreateserial -days 1 "
                    "-extfile ca.cnf -out short.pem"));
    const auto leaf = openssl.read("leaf.pem");
    const auto middle = openssl.read("middle.pem");
    const auto short_one = openssl.read("short.pem");
    const auto root = openssl.read("root.pem");
    EXPECT_TRUE(value_of(signed_by(leaf + middle, root)));
    EXPECT_FALSE(value_of(signed_by(leaf, root)));
    EXPECT_TRUE(value_of(signed_by(leaf, middle + root)));
    EXPECT_TRUE(value_of(signed_by(leaf, root + middle)));
    EXPECT_EQ(value_of(signer_of(leaf + middle, root))->fingerprint, value_of(inspect(middle)).fingerprint)
        << "ends first";
    EXPECT_EQ(value_of(signer_of(leaf + short_one, root))->fingerprint, value_of(inspect(short_one)).fingerprint);
    EXPECT_EQ(value_of(signer_of(leaf + short_one + middle, root))->fingerprint, value_of(inspect(middle)).fingerprint);
    EXPECT_EQ(value_of(inspect(leaf + middle)).common_name, "leaf");
    EXPECT_TRUE(value_of(carries(leaf + middle, public_key(Secret(openssl.read("leaf-key.pem"))))));
    EXPECT_FALSE(value_of(carries(middle + leaf, public_key(Secret(openssl.read("leaf-key.pem"))))))
        << "Go takes the first";
    const auto middle_key = public_key(Secret(openssl.read("middle-key.pem")));
    const auto bundle = value_of(inspect_authority(root + middle, &middle_key));
    EXPECT_EQ(bundle.current.common_name, "middle");
    EXPECT_TRUE(bundle.next.empty());
    EXPECT_TRUE(bundle.retired.empty()) << "the root is in use for as long as what it signed";
}

TEST(Inspect, WrongOrMissingAuthorityIsFalseOrAnError) {
    const Authority authority = make_authority();
    EXPECT_FALSE(value_of(signed_by(authority.certificate, make_authority().certificate)));
    EXPECT_FALSE(signed_by(authority.certificate, "").has_value());
    EXPECT_FALSE(signed_by("", authority.certificate).has_value());
}

}  // namespace
}  // namespace planekeeper::pki::inspect_test
