#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"
#include "ledger/custody.hpp"
#include "pki/certificate.hpp"

// Years of a node in steps of days: which certificates are reissued, what is reported, and that nothing is reissued
// without need.

namespace planekeeper::scenarios::certificate_life_test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;
using std::chrono::days;

const std::string ca_key = "/var/lib/kubernetes/ca-key.pem";
const std::string ca_certificate = "/var/lib/kubernetes/ca.pem";
const std::string leaf = "KeyMaterial/kubernetes";
const std::string authority = "KeyMaterial/ca";

/// A node on which many days pass, and how often its leaf was reissued.
struct Life {
    explicit Life(const std::string& more) {
        node.desire(FakeNode::text(more));
        daemon.emplace(node);
        EXPECT_TRUE(daemon->converge()) << daemon->unready();
    }
    void pass(days time, days step = days{20}) {
        for (days passed{0}; passed < time; passed += step) {
            node.clock.advance(step);
            daemon->passes(2, 1s);
        }
        daemon->passes(3, 1s);
    }
    [[nodiscard]] long reissued() const {
        return std::ranges::count_if(daemon->events().recent(), [](const auto& event) {
            return event.reason == "Reissued" && event.resource == leaf;
        });
    }
    [[nodiscard]] model::ResourceStatus status(const std::string& name) const {
        const auto* found = daemon->resource(name);
        return found == nullptr ? model::ResourceStatus{} : *found;
    }

    FakeNode node;
    std::optional<Daemon> daemon;
};

TEST(CertificateLife, ElevenYearsTakeOneLeafAYearAndEndWithTheAuthority) {
    Life life("");
    const auto ca = life.node.files.content(ledger::Custody::path("ca"));

    life.pass(days{3280});
    EXPECT_EQ(life.status(authority).state, model::State::ready);
    EXPECT_TRUE(life.daemon->is_converged()) << life.daemon->unready();
    life.pass(days{340});
    EXPECT_EQ(life.status(authority).reason, "AuthorityEnds");
    EXPECT_EQ(life.status(leaf).state, model::State::ready) << life.status(leaf).message;
    EXPECT_TRUE(life.daemon->is_converged()) << life.daemon->unready();
    const auto in_time = life.reissued();
    EXPECT_GE(in_time, 9);
    EXPECT_LE(in_time, 11);

    life.pass(days{400});
    EXPECT_LE(life.reissued(), in_time + 1);
    EXPECT_EQ(life.status(authority).reason, "Unfit");
    EXPECT_EQ(life.status(leaf).reason, "AuthorityNotValid");
    EXPECT_EQ(life.node.files.content(ledger::Custody::path("ca")), ca);
    EXPECT_EQ(life.node.pods, 1);
}

TEST(CertificateLife, ALeafOfTheAuthoritysOwnAgeIsIssuedOnce) {
    Life life("  pki: {authorityValidity: 365d, certificateValidity: 365d}\n");

    life.pass(days{300});
    life.pass(days{60}, days{5});

    EXPECT_EQ(life.reissued(), 0);
    EXPECT_EQ(life.status(leaf).state, model::State::ready);
    EXPECT_THAT(life.status(leaf).message, HasSubstr("ends with its authority at 2027-11-2"));
    EXPECT_EQ(life.status(authority).reason, "AuthorityEnds");
    EXPECT_TRUE(life.daemon->is_converged()) << life.daemon->unready();
}

TEST(CertificateLife, RenewalLongBeforeTheEndDoesNotGoOnWhenTheAuthorityHasLessLeft) {
    Life life("  pki: {authorityValidity: 500d, certificateValidity: 400d, renewBefore: 390d}\n");

    life.pass(days{490}, days{10});

    EXPECT_GE(life.reissued(), 1);
    EXPECT_LE(life.reissued(), 11) << "every ten days, and no more once the leaf ends with its authority";
    EXPECT_TRUE(life.daemon->is_converged()) << life.daemon->unready();
}

/// An authority that somebody else made ten years minus twenty days ago.
FakeNode& with_old_authority(FakeNode& node) {
    pki::CertificateRequest request;
    request.common_name = "kubernetes-ca";
    request.not_before = node.clock.now().system - days{3630};
    request.not_after = node.clock.now().system + days{20};
    const auto key = pki::generate_key(model::KeyAlgorithm::ecdsa_p256).value();
    node.files.put(ca_key, std::string{key.reveal()}, {.mode = 0600});
    node.files.put(ca_certificate, pki::self_sign_authority(key, request).value(), {.mode = 0644});
    return node;
}

TEST(CertificateLife, AnAdoptedAuthorityWithTwentyDaysLeftServesItsTwentyDays) {
    FakeNode node;
    with_old_authority(node).desire(FakeNode::text());
    Daemon daemon{node};

    ASSERT_TRUE(daemon.converge()) << daemon.unready();

    EXPECT_TRUE(node.files.exists("/var/lib/kubernetes/kubernetes.pem"));
    EXPECT_EQ(node.starts, 1);
    EXPECT_EQ(daemon.condition("Degraded").reason, "AuthorityEnds");
    const auto leaf_bytes = node.files.content(ledger::Custody::path("kubernetes"));
    daemon.passes(30, 2min);
    EXPECT_EQ(node.files.content(ledger::Custody::path("kubernetes")), leaf_bytes);
}

/// Follows docs/operations.md, "An authority near its end".
TEST(CertificateLife, ANewCertificateForTheAuthoritysKeyGivesItAnotherLife) {
    FakeNode node;
    with_old_authority(node).desire(FakeNode::text());
    {
        Daemon daemon{node};
        ASSERT_TRUE(daemon.converge()) << daemon.unready();
    }
    pki::CertificateRequest request;
    request.common_name = "kubernetes-ca";
    request.not_before = node.clock.now().system;
    request.not_after = node.clock.now().system + days{3650};
    const auto key = node.files.content(ca_key);
    const auto renewed = pki::self_sign_authority(Secret{std::string{key}}, request).value();
    node.files.put(ca_certificate, renewed, {.mode = 0644});
    node.files.erase(ledger::Custody::path("ca"));

    Daemon daemon{node};
    ASSERT_TRUE(daemon.converge()) << daemon.unready();
    daemon.passes(3);

    EXPECT_EQ(node.files.content(ca_certificate), renewed);
    EXPECT_EQ(node.files.content(ca_key), key);
    EXPECT_EQ(daemon.resource("KeyMaterial/ca")->state, model::State::ready);
    EXPECT_EQ(daemon.condition("Degraded").status, model::ConditionStatus::no);
    const auto leaf_facts = pki::inspect(node.files.content("/var/lib/kubernetes/kubernetes.pem")).value();
    EXPECT_GT(leaf_facts.not_after, node.clock.now().system + days{300});
}

}  // namespace
}  // namespace planekeeper::scenarios::certificate_life_test
