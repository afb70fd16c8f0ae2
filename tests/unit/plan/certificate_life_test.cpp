#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace planekeeper::plan::test::certificate_life_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

const std::string ca = "KeyMaterial/ca";
const std::string server = "KeyMaterial/kubernetes";

TEST(UntrustedClock, IssuesNothing) {
    World world;
    world.now.trusted = false;

    const auto plan = world.plan();

    EXPECT_EQ(change_of(plan, ResourceKind::key_material, "ca"), nullptr);
    EXPECT_EQ(waits_for(plan, ca), "a trusted clock");
    EXPECT_EQ(status_of(plan, ca).reason, "ClockNotTrusted");
    EXPECT_NE(change_of(plan, ResourceKind::key_material, "encryption-config"), nullptr) << "it has no dates";
}

TEST(UntrustedClock, GoesOnRepairing) {
    auto world = converged_world();
    world.now.trusted = false;
    world.now.system = SystemTime{};
    world.observed.files["/var/lib/kubernetes/kubernetes-key.pem"] = {};

    const auto plan = world.plan();

    EXPECT_EQ(shown(plan), (std::vector<std::string>{"repair File//var/lib/kubernetes/kubernetes-key.pem"}));
}

TEST(UntrustedClock, ThatSaysExpiredChangesNothingAndIsTold) {
    auto world = converged_world();
    world.now.trusted = false;
    world.now.system = *from_rfc3339("2099-01-01T00:00:00Z");

    const auto plan = world.plan();

    EXPECT_THAT(plan.changes, IsEmpty());
    for (const auto& name : {ca, server}) {
        const auto status = status_of(plan, name);
        EXPECT_EQ(status.state, model::State::degraded) << name;
        EXPECT_EQ(status.reason, "NotValidNow");
        EXPECT_THAT(status.message,
                    AllOf(HasSubstr("expired at 20"), HasSubstr("2099-01-01"), HasSubstr("not trusted")));
    }
}

TEST(UntrustedClock, DoesNotMakeALeafReadyThatIsNotValidYet) {
    auto world = converged_world();
    world.observed.materials["kubernetes"].custody.certificate->not_before = *from_rfc3339("2029-12-31T23:55:00Z");
    world.observed.materials["kubernetes"].custody.certificate->not_after = *from_rfc3339("2030-12-31T23:55:00Z");
    world.now.trusted = false;

    const auto told = status_of(world.plan(), server);
    EXPECT_EQ(told.state, model::State::degraded);
    EXPECT_THAT(told.message, AllOf(HasSubstr("not valid before 2029-12-31T23:55:00Z"), HasSubstr("2026-11-24")));
    EXPECT_THAT(world.plan().changes, IsEmpty());

    world.now.trusted = true;
    EXPECT_THAT(shown(world.plan()), Contains("reissue KeyMaterial/kubernetes"));
}

TEST(UntrustedClock, StillPublishesALeafThatIsDueForRenewal) {
    auto world = converged_world();
    world.desired.pki.extra_sans = {"api.example.org"};
    world.now.trusted = false;
    world.observed.files["/var/lib/kubernetes/kubernetes.pem"] = {};

    const auto plan = world.plan();

    EXPECT_NE(change_of(plan, ResourceKind::file, "/var/lib/kubernetes/kubernetes.pem"), nullptr);
    EXPECT_EQ(waits_for(plan, server), "a trusted clock");
}

/// An authority that expires in this time, with a leaf that it signed now.
World near_its_end(std::chrono::days left) {
    auto world = converged_world();
    auto& authority = world.observed.materials["ca"].custody.certificate;
    authority->not_before = world.now.system + left - std::chrono::days{1825};
    authority->not_after = world.now.system + left;
    world.observed.materials["kubernetes"].custody.certificate->not_after = authority->not_after;
    return world;
}

TEST(AuthorityNearItsEnd, IsToldAndItsLeafIsNotReissuedAndStillPublished) {
    auto world = near_its_end(std::chrono::days{20});
    world.observed.files["/var/lib/kubernetes/kubernetes.pem"] = {};

    const auto plan = world.plan();

    EXPECT_EQ(shown(plan), (std::vector<std::string>{"repair File//var/lib/kubernetes/kubernetes.pem"}));
    EXPECT_EQ(status_of(plan, ca).state, model::State::degraded);
    EXPECT_EQ(status_of(plan, ca).reason, "AuthorityEnds");
    EXPECT_THAT(status_of(plan, ca).message, AllOf(HasSubstr("2026-12-14"), HasSubstr("same key")));
    EXPECT_EQ(status_of(plan, server).state, model::State::ready);
    EXPECT_THAT(status_of(plan, server).message, HasSubstr("ends with its authority at 2026-12-14"));
}

TEST(AuthorityNearItsEnd, BlocksNoRollout) {
    auto world = near_its_end(std::chrono::days{20});

    EXPECT_TRUE(world.plan().converged);
}

TEST(AuthorityNearItsEnd, IsToldATenthOfItsLifeBeforeAtMostAYearAtLeastAMonth) {
    struct Row {
        int life;
        int warned;
    };
    for (const auto [life, warned] : {Row{3650, 365}, Row{10950, 365}, Row{1825, 182}, Row{365, 36}, Row{90, 30}}) {
        auto world = converged_world();
        auto& certificate = *world.observed.materials["ca"].custody.certificate;
        certificate.not_before = world.now.system - 1h;
        certificate.not_after = certificate.not_before + std::chrono::days{life};
        world.observed.materials["kubernetes"].custody.certificate->not_after = certificate.not_after;
        world.advance(std::chrono::days{life - warned - 1});
        EXPECT_EQ(status_of(world.plan(), ca).state, model::State::ready) << life;
        world.advance(std::chrono::days{2});
        EXPECT_EQ(status_of(world.plan(), ca).reason, "AuthorityEnds") << life;
    }
}

TEST(AuthorityNearItsEnd, StillSignsALeafThatLacksAName) {
    auto world = near_its_end(std::chrono::days{20});
    world.desired.pki.extra_sans = {"api.example.org"};

    EXPECT_EQ(shown(world.plan()), (std::vector<std::string>{"reissue KeyMaterial/kubernetes"}));
}

TEST(AuthorityNearItsEnd, LetsALeafThatEndsBeforeItBeRenewedOnce) {
    auto world = near_its_end(std::chrono::days{20});
    world.observed.materials["kubernetes"].custody.certificate->not_after -= std::chrono::days{5};

    EXPECT_EQ(shown(world.plan()), (std::vector<std::string>{"reissue KeyMaterial/kubernetes"}));
}

TEST(ExpiredAuthority, SignsNothingAndTheLeafSaysWhy) {
    auto world = near_its_end(std::chrono::days{20});
    world.advance(std::chrono::days{20});

    const auto plan = world.plan();

    EXPECT_THAT(plan.changes, IsEmpty());
    EXPECT_EQ(status_of(plan, ca).reason, "Unfit");
    EXPECT_EQ(status_of(plan, server).reason, "AuthorityNotValid");
    EXPECT_THAT(status_of(plan, server).message,
                AllOf(HasSubstr("expired at 2026-12-14"), HasSubstr("KeyMaterial/ca")));
}

TEST(ExpiredAuthority, SignsNoFirstLeafEither) {
    World world;
    world.keep("ca");
    world.observed.materials["ca"].custody.certificate->not_before = world.now.system + 1h;

    const auto plan = world.plan();

    EXPECT_EQ(change_of(plan, ResourceKind::key_material, "kubernetes"), nullptr);
    EXPECT_EQ(waits_for(plan, server), "a valid KeyMaterial/ca");
}

TEST(Renewal, LeavesWhatIsThereInPlaceAndRepairsItFirst) {
    auto world = converged_world();
    world.advance(std::chrono::days{336});
    world.observed.files["/var/lib/kubernetes/kubernetes.pem"] = {};

    EXPECT_EQ(shown(world.plan()), (std::vector<std::string>{"repair File//var/lib/kubernetes/kubernetes.pem",
                                                             "reissue KeyMaterial/kubernetes"}));
}

TEST(Renewal, ThatFailsIsToldAndHoldsNothingUp) {
    auto world = converged_world();
    world.advance(std::chrono::days{336});
    const auto due = world.plan();
    const auto* change = change_of(due, ResourceKind::key_material, "kubernetes");
    ASSERT_NE(change, nullptr);
    world.observed.attempts[change->resource] = {
        .failures = 1, .error = "no space left on device", .inputs = change->inputs, .last = world.now.steady};
    world.observed.files["/var/lib/kubernetes/kubernetes.pem"] = {};

    const auto plan = world.plan();

    EXPECT_EQ(shown(plan), (std::vector<std::string>{"repair File//var/lib/kubernetes/kubernetes.pem"}));
    EXPECT_EQ(status_of(plan, server).state, model::State::degraded);
    EXPECT_THAT(status_of(plan, server).message,
                AllOf(HasSubstr("valid until 2027-11-24"), HasSubstr("no space left")));
}

TEST(Leaf, ThatIsMadeInVainIsMadeThreeTimesAnHour) {
    auto world = converged_world();
    world.desired.pki.extra_sans = {"api.example.org"};
    int made = 0;
    for (int minute = 0; minute < 120; ++minute) {
        const auto plan = world.plan();
        if (const auto* change = change_of(plan, ResourceKind::key_material, "kubernetes")) {
            ++made;
            auto& makings = world.observed.makings[change->resource];
            makings.inputs = change->inputs;
            makings.times.push_back(world.now.steady);
        } else {
            EXPECT_EQ(status_of(plan, server).reason, "MadeInVain");
            EXPECT_THAT(status_of(plan, server).message, HasSubstr("api.example.org"));
        }
        world.advance(1min);
    }
    EXPECT_EQ(made, 6);
}

TEST(ExternalPki, ThatEndsSoonIsToldBeforeItHasEnded) {
    World world;
    world.desired.pki.mode = model::PkiMode::external;
    for (const char* name : {"ca", "kubernetes", "service-account"}) world.publish(name);
    world.observed.materials["kubernetes"].published.certificate->not_after = world.now.system + std::chrono::days{31};
    EXPECT_EQ(status_of(world.plan(), server).state, model::State::ready);
    world.advance(std::chrono::days{2});

    const auto leaf = status_of(world.plan(), server);
    EXPECT_EQ(leaf.state, model::State::degraded);
    EXPECT_EQ(leaf.reason, "EndsSoon");
    EXPECT_THAT(leaf.message, HasSubstr("2026-12-25"));
    EXPECT_EQ(status_of(world.plan(), ca).state, model::State::ready);
    world.advance(std::chrono::days{3400});
    EXPECT_EQ(status_of(world.plan(), ca).reason, "EndsSoon");
}

TEST(ExternalPki, WhoseSignerHasEndedIsUnfitThoughAnotherOfItsBundleGoesOn) {
    World world;
    world.desired.pki.mode = model::PkiMode::external;
    for (const char* name : {"ca", "kubernetes", "service-account"}) world.publish(name);
    auto& signer = world.observed.materials["kubernetes"].published.signer.emplace();
    signer.common_name = "old root";
    signer.not_after = world.now.system + std::chrono::days{1};
    EXPECT_EQ(status_of(world.plan(), server).state, model::State::ready);

    world.advance(std::chrono::days{2});
    const auto leaf = status_of(world.plan(), server);
    EXPECT_EQ(leaf.reason, "ExternalUnfit");
    EXPECT_THAT(leaf.message, AllOf(HasSubstr("old root"), HasSubstr("2026-11-25")));
    EXPECT_EQ(status_of(world.plan(), ca).state, model::State::ready);
    signer.common_name.clear();
    EXPECT_THAT(status_of(world.plan(), server).message, HasSubstr("which has no name, expired"));
    world.now.trusted = false;
    EXPECT_EQ(status_of(world.plan(), server).reason, "NotValidNow");
}

std::vector<std::string> names_put_in(const model::Plan& plan) {
    const auto* change = change_of(plan, ResourceKind::key_material, "kubernetes");
    return change == nullptr ? std::vector<std::string>{}
                             : model::get_action<model::MintMaterial>(change->action).profile.names_in_use;
}

TEST(NamesInUse, AreKeptWhenTheAddressMoves) {
    auto world = converged_world();
    world.observed.materials["kubernetes"].custody.certificate->dns_names.push_back("by-hand.example.org");
    world.desired.address = "192.168.10.99";

    EXPECT_THAT(names_put_in(world.plan()), AllOf(Contains("192.168.10.50"), Contains("by-hand.example.org")));
}

TEST(NamesInUse, AreDroppedByTheNextRenewalOnceTheGenerationIsGood) {
    auto world = converged_world();
    world.observed.materials["kubernetes"].custody.certificate->dns_names.push_back("old.example.org");
    world.advance(std::chrono::days{336});
    EXPECT_THAT(names_put_in(world.plan()), testing::ElementsAre("192.168.10.50")) << "of etcd.servers";

    world.ledger.rollouts[model::ComponentId::api_server].current->manifest = "--advertise-address=192.168.10.7";
    EXPECT_THAT(names_put_in(world.plan()), Contains("old.example.org")) << "the address is still the old one";
}

TEST(NamesInUse, AreNotThoseOfAnotherAuthoritysLeaf) {
    auto world = converged_world();
    world.observed.materials["kubernetes"].custody.signed_by_authority = false;
    world.observed.materials["kubernetes"].custody.certificate->dns_names.push_back("foreign.example.org");

    EXPECT_THAT(names_put_in(world.plan()), testing::Not(Contains("foreign.example.org")));
}

TEST(NamesInUse, OfANewEtcdHostComeBeforeTheGenerationThatGoesThere) {
    auto world = converged_world();
    world.desired.etcd.servers = {"https://etcd.example.org:2379"};

    const auto plan = world.plan();

    EXPECT_THAT(names_put_in(plan), AllOf(Contains("etcd.example.org"), Contains("192.168.10.50")));
    EXPECT_EQ(change_of(plan, ResourceKind::static_pod, "/etc/kubelet.d/kube-api-server.yaml"), nullptr);
}

TEST(NamesInUse, OfEtcdAreNotAskedOfALeafWhereItHasItsOwnAuthority) {
    auto world = converged_world();
    world.desired.etcd = {.servers = {"https://etcd.example.org:2379"},
                          .ca_file = "/etc/etcd/ca.pem",
                          .certificate_file = "/etc/etcd/client.pem",
                          .key_file = "/etc/etcd/client-key.pem"};

    EXPECT_EQ(change_of(world.plan(), ResourceKind::key_material, "kubernetes"), nullptr);
}

}  // namespace
}  // namespace planekeeper::plan::test::certificate_life_test
