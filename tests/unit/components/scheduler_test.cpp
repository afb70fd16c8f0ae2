#include <gmock/gmock.h>

#include <algorithm>

#include "components/component_row.hpp"
#include "components/program.hpp"
#include "components/render.hpp"
#include "components/startup_files.hpp"
#include "facts/flag_rows.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::scheduler_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto scheduler = model::ComponentId::scheduler;

model::DesiredState state_of(int minor) {
    auto desired = minimal_state_of({1, minor, 0});
    desired.component(scheduler) = default_component(scheduler);
    return desired;
}

class SchedulerOfEveryMinor : public ::testing::TestWithParam<int> {};

TEST_P(SchedulerOfEveryMinor, GetsOnlyFlagsThatItKnowsAndDoesNotWarnAbout) {
    for (const auto& written : flags_of(scheduler, state_of(GetParam()), {})) {
        const auto* const row = find_flag(scheduler, written_flag(written).name);
        ASSERT_NE(row, nullptr) << written;
        EXPECT_TRUE(row->known.contains(GetParam())) << written;
        EXPECT_TRUE(row->deprecated == 0 || GetParam() < row->deprecated) << written;
    }
}

TEST_P(SchedulerOfEveryMinor, ServesNothingWithoutTls) {
    const auto flags = flags_of(scheduler, state_of(GetParam()), {});
    EXPECT_EQ(std::ranges::count(flags, "--port=0"), GetParam() <= 22 ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(Of, SchedulerOfEveryMinor, ::testing::Range(oldest_minor, newest_minor + 1));

TEST(Scheduler, SeesNothingButItsOwnDirectory) {
    const auto mounts = mounts_of(scheduler, state_of(30));
    ASSERT_EQ(mounts.size(), 1U);
    EXPECT_EQ(mounts.front().host_path, "/etc/kubernetes/scheduler");
    EXPECT_TRUE(mounts.front().read_only);
    for (const auto& mount : mounts_of(model::ComponentId::api_server, state_of(30))) {
        EXPECT_FALSE(std::string{"/etc/kubernetes/scheduler/kubeconfig"}.starts_with(mount.host_path + "/"));
    }
}

TEST(Scheduler, IsAnotherGenerationWithAnotherKubeconfigAndReadsItsPairAgain) {
    EXPECT_THAT(startup_files(scheduler, state_of(30)), ElementsAre("/etc/kubernetes/scheduler/kubeconfig"));
    EXPECT_THAT(startup_files(model::ComponentId::api_server, state_of(30)),
                Not(Contains("/etc/kubernetes/scheduler/kubeconfig")));
}

TEST(Scheduler, IsAskedWhereItsFlagsSayThatItListens) {
    auto desired = state_of(30);
    EXPECT_EQ(row_of(scheduler).endpoint(desired), (Endpoint{"127.0.0.1", 10259}));
    desired.component(scheduler).flags = {{"bind-address", "::"}, {"secure-port", "10300"}};
    EXPECT_EQ(row_of(scheduler).endpoint(desired), (Endpoint{"127.0.0.1", 10300}));
    desired.component(scheduler).extra_flags = {"--secure-port=10301", "--bind-address=10.0.0.1"};
    EXPECT_EQ(row_of(scheduler).endpoint(desired), (Endpoint{"10.0.0.1", 10301}));
}

TEST(Usage, IsToldFromWhatAProgramSays) {
    for (const char* line :
         {"Usage:", "  kube-scheduler [flags]", "Misc flags:", "      --v Level   number for the log",
          "  -h, --help   help for kube-scheduler", "                 with more of it"}) {
        EXPECT_TRUE(is_of_usage(line)) << line;
    }
    for (const char* line : {"Error: unknown flag: --x", "I1128 05:11 serving.go:331] Generated self-signed cert",
                             "goroutine 1 [running]:", "\tmain.go:33 +0x1f", "panic: x"}) {
        EXPECT_FALSE(is_of_usage(line)) << line;
    }
}

TEST(Scheduler, HasKeyMaterialOfItsOwnOnlyWhereItIsDeclared) {
    const auto names = [](const model::DesiredState& desired) {
        std::vector<std::string> found;
        for (const auto& item : material_items(desired)) {
            if (item.reader == scheduler) found.push_back(item.name);
        }
        return found;
    };
    EXPECT_THAT(names(minimal_state()), IsEmpty());
    EXPECT_THAT(names(state_of(30)), ElementsAre("kube-scheduler", "kube-scheduler-kubeconfig"));
}

}  // namespace
}  // namespace planekeeper::kubernetes::test::scheduler_test
