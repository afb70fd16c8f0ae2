#include <gmock/gmock.h>

#include "texts.hpp"

namespace planekeeper::spec::testing::scheduler_section_test {

TEST(Scheduler, NeedsCertificatesThatPlanekeeperIssues) {
    const auto parsed =
        parse_text(minimal_with("  pki: {mode: external}\n  encryption: {provider: none}\n  scheduler: {}\n"));
    EXPECT_THAT(all_texts(parsed), ::testing::HasSubstr("spec.scheduler: needs certificates"));
}

TEST(Scheduler, IsJudgedByItsOwnFlagsAndItsOwnProgram) {
    const auto parsed = parse_text(minimal_with(
        "  scheduler: {flags: {etcd-servers: x, kubeconfig: /x, algorithm-provider: x}, image: {source: {url: "
        "\"https://dl.k8s.io/v1.21.0/bin/linux/arm64/kube-scheduler\"}}}\n"));
    EXPECT_THAT(all_texts(parsed), ::testing::HasSubstr("spec.scheduler.flags.etcd-servers: "));
    EXPECT_THAT(all_texts(parsed),
                ::testing::HasSubstr("spec.scheduler.flags.kubeconfig: this flag follows from spec.scheduler"));
    EXPECT_THAT(all_texts(parsed), ::testing::HasSubstr("spec.scheduler.image.source.url: is the address of v1.21.0"));
    EXPECT_THAT(all_texts(parsed), ::testing::Not(::testing::HasSubstr("algorithm-provider"))) << "known in v1.20";
}

}  // namespace planekeeper::spec::testing::scheduler_section_test
