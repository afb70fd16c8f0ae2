#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include "fakes/openssl_program.hpp"
#include "issued.hpp"

namespace planekeeper::pki::key_test {
namespace {

using model::KeyAlgorithm;

class EveryAlgorithm : public testing::TestWithParam<KeyAlgorithm> {};

INSTANTIATE_TEST_SUITE_P(Keys, EveryAlgorithm, testing::Values(KeyAlgorithm::ecdsa_p256, KeyAlgorithm::rsa_2048),
                         [](const auto& instance) {
                             return instance.param == KeyAlgorithm::ecdsa_p256 ? "ecdsa_p256" : "rsa_2048";
                         });

TEST_P(EveryAlgorithm, GeneratedKeyIsPkcs8AndOfTheAlgorithmAskedFor) {
    const Secret key = value_of(generate_key(GetParam()));
    EXPECT_TRUE(key.reveal().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_EQ(value_of(inspect_key(key)).kind, GetParam() == KeyAlgorithm::rsa_2048 ? "RSA 2048" : "ECDSA P-256");
}

TEST_P(EveryAlgorithm, PublicKeyOfKeyCertificateAndPublicKeyAgree) {
    const Authority authority = make_authority(GetParam());
    const std::string from_key = public_key(authority.key);
    EXPECT_TRUE(from_key.starts_with("-----BEGIN PUBLIC KEY-----\n"));
    EXPECT_EQ(value_of(public_key_of(authority.certificate)), from_key);
    EXPECT_THAT(value_of(public_keys_of(from_key)), testing::ElementsAre(from_key));
    EXPECT_THAT(value_of(public_keys_of(authority.certificate)), testing::ElementsAre(from_key));
}

TEST_P(EveryAlgorithm, AKeyMatchesItsCertificateAndNoOther) {
    const Authority authority = make_authority(GetParam());
    EXPECT_TRUE(value_of(carries(authority.certificate, public_key(authority.key))));
    EXPECT_FALSE(
        value_of(carries(authority.certificate, public_key(value_of(generate_key(KeyAlgorithm::ecdsa_p256))))));
    EXPECT_FALSE(value_of(carries(authority.certificate, public_key(value_of(generate_key(KeyAlgorithm::rsa_2048))))));
}

// The only way to remove OpenSSL's random source within one program.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
/// Removes the random source during its lifetime.
class NoRandomSource {
public:
    NoRandomSource() { RAND_set_rand_method(&dry_); }
    NoRandomSource(const NoRandomSource&) = delete;
    NoRandomSource& operator=(const NoRandomSource&) = delete;
    ~NoRandomSource() { RAND_set_rand_method(before_); }

private:
    const RAND_METHOD* before_ = RAND_get_rand_method();
    RAND_METHOD dry_{.seed = nullptr,
                     .bytes = [](unsigned char*, int) { return 0; },
                     .cleanup = nullptr,
                     .add = nullptr,
                     .pseudorand = [](unsigned char*, int) { return 0; },
                     .status = [] { return 0; }};
};
#pragma GCC diagnostic pop

TEST_P(EveryAlgorithm, ARandomSourceThatFailsIsNoReasonToGiveUp) {
    const Authority authority = make_authority(GetParam());
    const Secret key = value_of(generate_key(GetParam()));
    const NoRandomSource none;

    const auto made = generate_key(GetParam());
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().kind(), ErrorKind::transient);
    const auto issued = issue(authority.certificate, authority.key, key, server_request());
    ASSERT_FALSE(issued.has_value());
    EXPECT_EQ(issued.error().kind(), ErrorKind::transient);
    const auto authority_issued = self_sign_authority(key, authority_request());
    ASSERT_FALSE(authority_issued.has_value());
    EXPECT_EQ(authority_issued.error().kind(), ErrorKind::transient);
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(Keys, TwoGeneratedKeysDiffer) {
    const Secret one = value_of(generate_key(KeyAlgorithm::ecdsa_p256));
    const Secret other = value_of(generate_key(KeyAlgorithm::ecdsa_p256));
    EXPECT_NE(one.reveal(), other.reveal());
}

TEST(Keys, TraditionalFormsOfHandMadeKeysAreRead) {
    const fakes::OpensslProgram openssl;
    static_cast<void>(openssl.run("ecparam -name prime256v1 -genkey -out ec.pem"));
    static_cast<void>(openssl.run("genrsa -traditional -out rsa.pem 2048"));
    EXPECT_TRUE(openssl.read("ec.pem").starts_with("-----BEGIN EC PARAMETERS-----"));
    EXPECT_TRUE(openssl.read("rsa.pem").starts_with("-----BEGIN RSA PRIVATE KEY-----"));
    EXPECT_EQ(value_of(inspect_key(Secret(openssl.read("ec.pem")))).kind, "ECDSA P-256");
    EXPECT_EQ(value_of(inspect_key(Secret(openssl.read("rsa.pem")))).kind, "RSA 2048");
}

TEST(Keys, WithACompressedPointBelongToTheirCertificate) {
    const fakes::OpensslProgram openssl;
    static_cast<void>(openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem"));
    static_cast<void>(openssl.run("pkey -in key.pem -ec_conv_form compressed -out compressed.pem"));
    static_cast<void>(openssl.run("req -x509 -new -key compressed.pem -subj /CN=x -days 1 -out certificate.pem"));
    const auto key = public_key(Secret(openssl.read("key.pem")));
    ASSERT_NE(value_of(public_key_of(openssl.read("certificate.pem"))), key);
    EXPECT_TRUE(value_of(carries(openssl.read("certificate.pem"), key)));
}

TEST(Keys, OfKindsThatKubeApiserverDoesNotTakeAreRefused) {
    const fakes::OpensslProgram openssl;
    for (const std::string arguments :
         {"genpkey -algorithm ed448", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
          "genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024"}) {
        static_cast<void>(openssl.run(arguments + " -out key.pem"));
        const auto kind = inspect_key(Secret(openssl.read("key.pem")));
        ASSERT_FALSE(kind.has_value()) << arguments;
        EXPECT_EQ(kind.error().kind(), ErrorKind::invalid);
    }
}

TEST(Keys, ACertificateInAKeysPlaceIsNamed) {
    const auto key = inspect_key(Secret(make_authority().certificate));
    ASSERT_FALSE(key.has_value());
    EXPECT_EQ(key.error().text(), "not a private key: it holds CERTIFICATE instead of PRIVATE KEY");
    EXPECT_EQ(inspect_key(Secret("")).error().text(), "not a private key: it is empty");
}

TEST(Keys, OfAServiceAccountAreAllThoseThatTokensAreVerifiedWith) {
    const fakes::OpensslProgram openssl;
    static_cast<void>(openssl.run("genpkey -algorithm ed25519 -out ed.pem"));
    static_cast<void>(openssl.run("pkey -in ed.pem -pubout -out ed.pub"));
    const Authority one = make_authority();
    const Secret other = value_of(generate_key(KeyAlgorithm::rsa_2048));
    const auto first = public_key(one.key);
    const auto second = public_key(other);
    EXPECT_THAT(value_of(public_keys_of(one.certificate + second)), testing::ElementsAre(first, second));
    EXPECT_THAT(value_of(public_keys_of(second + openssl.read("ed.pub") + first)), testing::ElementsAre(second, first));
    EXPECT_THAT(value_of(public_keys_of(std::string(other.reveal()))), testing::ElementsAre(second));
    const auto none = public_keys_of(openssl.read("ed.pub"));
    ASSERT_FALSE(none.has_value());
    EXPECT_THAT(none.error().text(), testing::HasSubstr("RSA or ECDSA"));
}

TEST(Keys, EncryptedKeysAreRefusedWithoutAskingForAPassword) {
    const fakes::OpensslProgram openssl;
    static_cast<void>(
        openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes128 -pass pass:secret -out pkcs8.pem"));
    static_cast<void>(openssl.run("genrsa -traditional -aes128 -passout pass:secret -out traditional.pem 2048"));
    for (const std::string name : {"pkcs8.pem", "traditional.pem"}) {
        const auto algorithm = inspect_key(Secret(openssl.read(name)));
        ASSERT_FALSE(algorithm.has_value()) << name;
        EXPECT_THAT(algorithm.error().text(), testing::StartsWith("not a private key: encrypted with a password"));
    }
}

TEST(Keys, AKeyTruncatedAnywhereIsInvalidAndLeavesNoOpensslError) {
    const Secret key = value_of(generate_key(KeyAlgorithm::ecdsa_p256));
    const std::string_view whole = key.reveal();
    for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
        const auto algorithm = inspect_key(Secret(std::string(whole.substr(0, length))));
        ASSERT_FALSE(algorithm.has_value()) << length;
        ASSERT_EQ(algorithm.error().kind(), ErrorKind::invalid) << length;
        ASSERT_EQ(ERR_peek_error(), 0U) << length;
    }
}

TEST(Keys, ErrorsNeverQuoteTheKey) {
    const Secret key = value_of(generate_key(KeyAlgorithm::ecdsa_p256));
    std::string damaged(key.reveal());
    damaged[40] = '!';
    const auto algorithm = inspect_key(Secret(damaged));
    ASSERT_FALSE(algorithm.has_value());
    EXPECT_EQ(algorithm.error().text().find(damaged.substr(60, 10)), std::string::npos);
}

TEST(Keys, RandomBytesHaveTheLengthAskedForAndDiffer) {
    EXPECT_EQ(value_of(random_bytes(0)).reveal().size(), 0U);
    const Secret one = value_of(random_bytes(32));
    const Secret other = value_of(random_bytes(32));
    EXPECT_EQ(one.reveal().size(), 32U);
    EXPECT_NE(one.reveal(), other.reveal());
}

}  // namespace
}  // namespace planekeeper::pki::key_test
