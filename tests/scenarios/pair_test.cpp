#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "converged_node.hpp"
#include "pki/certificate.hpp"

// A key and its certificate are published together, whatever fails. Names in use stay in the certificate.

namespace planekeeper::scenarios::pair_test {
namespace {

using ::testing::Contains;
using ::testing::IsSupersetOf;

const std::string key = "/var/lib/kubernetes/kubernetes-key.pem";
const std::string certificate = "/var/lib/kubernetes/kubernetes.pem";

bool belong_together(const FakeNode& node) {
    return pki::carries(node.files.content(certificate),
                        pki::inspect_key(Secret{node.files.content(key)}).value().public_key)
        .value();
}

TEST(Pair, OfWhichOneCannotBeWrittenStaysAsItWas) {
    for (const auto& immutable : {key, certificate}) {
        ConvergedNode node;
        const auto before = node.files.content(key);
        node.files.fail_writes(immutable, EPERM);
        node.desire(FakeNode::text("  pki: {extraSANs: [api.example.org]}\n"));

        node.daemon->passes(20);

        EXPECT_EQ(node.files.content(key), before);
        EXPECT_TRUE(belong_together(node));
        EXPECT_FALSE(node.daemon->is_converged());
        node.files.fail_writes(immutable, 0);
        node.clock.advance(std::chrono::minutes{2});
        EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
        EXPECT_NE(node.files.content(key), before);
        EXPECT_TRUE(belong_together(node));
    }
}

TEST(Pair, SurvivesAFullDiskAtAnyEffectOfItsReplacement) {
    for (std::size_t n = 1; n <= 6; ++n) {
        SCOPED_TRACE("full from effect " + std::to_string(n));
        ConvergedNode node;
        node.desire(FakeNode::text("  pki: {extraSANs: [api.example.org]}\n"));
        node.faults().fail_from(n, ENOSPC);

        node.daemon->passes(10);

        EXPECT_TRUE(belong_together(node));
        node.faults().clear();
        node.clock.advance(std::chrono::minutes{2});
        EXPECT_TRUE(node.daemon->converge()) << node.daemon->unready();
        EXPECT_TRUE(belong_together(node));
    }
}

TEST(Pair, HasTheOldAddressAsLongAsEtcdIsThere) {
    ConvergedNode node;
    auto moved = FakeNode::text();
    moved.replace(moved.find("address: 192.168.10.50"), 22, "address: 192.168.10.99");
    node.desire(moved);

    ASSERT_TRUE(node.daemon->converge()) << node.daemon->unready();

    const auto names = pki::inspect(node.files.content(certificate)).value().ip_addresses;
    EXPECT_THAT(names, IsSupersetOf({"192.168.10.50", "192.168.10.99"}));
}

}  // namespace
}  // namespace planekeeper::scenarios::pair_test
