#include "reconcile/desired_state_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_file_system.hpp"

namespace planekeeper::reconcile::desired_state_source_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;
using Outcome = DesiredStateSource::Outcome;

const std::string file = "/etc/planekeeper/desired-state.yaml";

std::string text(const std::string& address = "192.168.10.50") {
    return "apiVersion: planekeeper/v1alpha1\n"
           "kind: ControlPlaneNode\n"
           "metadata: {name: k8s-master}\n"
           "spec:\n"
           "  kubernetesVersion: v1.20.1\n"
           "  address: " +
           address +
           "\n"
           "  etcd: {servers: [\"https://192.168.10.50:2379\"]}\n";
}

class Source : public testing::Test {
protected:
    Outcome refresh() { return source_->refresh(now_); }
    /// Starts the daemon again.
    void restart() { source_.emplace(files_, files_, options_); }
    [[nodiscard]] std::string address() const { return source_->in_force() ? source_->in_force()->address : ""; }

    fakes::FakeFileSystem files_;
    Options options_{.version = "test", .desired_state_file = file, .root = {}, .architecture = "arm64"};
    Now now_{.system = SystemTime{1'800'000'000s}, .steady = SteadyTime{1h}};
    std::optional<DesiredStateSource> source_{std::in_place, files_, files_, options_};
};

TEST_F(Source, TakesAFileOnceAndKeepsACopyOfIt) {
    files_.put(file, text());
    EXPECT_EQ(refresh(), Outcome::accepted);
    EXPECT_EQ(address(), "192.168.10.50");
    EXPECT_EQ(files_.content(DesiredStateSource::copy_path()), text());
    EXPECT_EQ(files_.node(DesiredStateSource::copy_path()).metadata.mode, 0600U);
    EXPECT_EQ(refresh(), Outcome::unchanged);
    source_->forget();
    EXPECT_EQ(refresh(), Outcome::unchanged) << "read again, the same";
}

TEST_F(Source, WaitsUntilAFileStandsStill) {
    now_.system = SystemTime{};  // the file has just changed
    files_.put(file, text());
    EXPECT_EQ(refresh(), Outcome::unsettled);
    now_.steady += DesiredStateSource::settle_time - 1ms;
    files_.put(file, text("192.168.10.51"));
    EXPECT_EQ(refresh(), Outcome::unsettled) << "half a file may be valid";
    now_.steady += DesiredStateSource::settle_time - 1ms;
    EXPECT_EQ(refresh(), Outcome::unsettled);
    now_.steady += 1ms;
    EXPECT_EQ(refresh(), Outcome::accepted);
    EXPECT_EQ(address(), "192.168.10.51");
}

TEST_F(Source, KeepsInForceWhatWasGoodWhateverBecomesOfTheFile) {
    files_.put(file, text());
    ASSERT_EQ(refresh(), Outcome::accepted);
    files_.put(file, text("nonsense"));
    EXPECT_EQ(refresh(), Outcome::refused);
    EXPECT_THAT(source_->problems(), ElementsAre(HasSubstr(file + ":6:")));
    EXPECT_EQ(address(), "192.168.10.50");
    files_.put(file, "# nothing\n");
    EXPECT_EQ(refresh(), Outcome::refused);
    EXPECT_THAT(source_->problems(), ElementsAre(HasSubstr("holds only comments now")));
    files_.erase(file);
    EXPECT_EQ(refresh(), Outcome::refused);
    EXPECT_THAT(source_->problems(), ElementsAre(HasSubstr("does not exist")));
    EXPECT_EQ(refresh(), Outcome::unchanged) << "told once";
    EXPECT_EQ(address(), "192.168.10.50");

    files_.put(file, text("192.168.10.52"));
    EXPECT_EQ(refresh(), Outcome::accepted);
    EXPECT_THAT(source_->problems(), IsEmpty());
}

TEST_F(Source, ThatIsAllCommentIsInactive) {
    files_.put(file, "# spec:\n");
    EXPECT_EQ(refresh(), Outcome::inactive);
    EXPECT_TRUE(source_->inactive());
    EXPECT_FALSE(source_->in_force());
}

TEST_F(Source, OfTheLastLifeIsNoNewsAfterARestart) {
    files_.put(file, text());
    ASSERT_EQ(refresh(), Outcome::accepted);
    const auto digest = source_->digest();
    restart();
    EXPECT_EQ(refresh(), Outcome::unchanged);
    EXPECT_EQ(address(), "192.168.10.50");
    EXPECT_EQ(source_->digest(), digest);

    restart();
    files_.put(file, text("192.168.10.51"));
    EXPECT_EQ(refresh(), Outcome::accepted);
}

TEST_F(Source, IsRestoredFromItsCopyWhenTheFileIsBrokenAtTheStart) {
    files_.put(file, text());
    ASSERT_EQ(refresh(), Outcome::accepted);
    for (const auto& broken : {text("nonsense"), std::string{"# only this\n"}, std::string{"{"}}) {
        restart();
        files_.put(file, broken);
        EXPECT_EQ(refresh(), Outcome::refused);
        EXPECT_EQ(address(), "192.168.10.50");
        EXPECT_THAT(source_->problems(), SizeIs(1));
        EXPECT_FALSE(source_->inactive());
    }
    restart();
    files_.erase(file);
    EXPECT_EQ(refresh(), Outcome::refused);
    EXPECT_EQ(address(), "192.168.10.50");
}

TEST_F(Source, WhoseCopyCannotBeWrittenIsInForceAndTriedAgain) {
    files_.fail_writes(DesiredStateSource::copy_path(), EIO);
    files_.put(file, text());
    EXPECT_EQ(refresh(), Outcome::accepted);
    EXPECT_FALSE(files_.exists(DesiredStateSource::copy_path()));
    files_.fail_writes(DesiredStateSource::copy_path(), 0);
    EXPECT_EQ(refresh(), Outcome::unchanged);
    EXPECT_EQ(files_.content(DesiredStateSource::copy_path()), text());
}

TEST_F(Source, ThatCannotBeReadSaysSoAndIsReadAgain) {
    files_.put(file, text());
    files_.fail_reads(file, EIO);
    EXPECT_EQ(refresh(), Outcome::refused);
    EXPECT_TRUE(source_->look_failed());
    files_.fail_reads(file, 0);
    EXPECT_EQ(refresh(), Outcome::accepted);
    EXPECT_FALSE(source_->look_failed());
}

}  // namespace
}  // namespace planekeeper::reconcile::desired_state_source_test
