#include "drivers/file_driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "fakes/fake_file_system.hpp"

namespace planekeeper::drivers::file_driver_test {
namespace {

using model::Presence;
using Text = FileDriver::Text;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Now now{.system = *from_rfc3339("2026-11-24T06:00:00Z")};

/// Counts reads. Everything else is the fake's.
class CountingFiles final : public edges::FileSystem {
public:
    fakes::FakeFileSystem inner;
    mutable int reads = 0;
    bool forbidden = false;

    [[nodiscard]] Result<std::optional<edges::FileStatus>> status(const std::string& path) const override {
        auto status = inner.status(path);
        if (status && *status) (*status)->changed_ns += offset_ns;
        return status;
    }
    [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override {
        ++reads;
        if (forbidden) return fail(ErrorKind::permission, "Permission denied");
        return inner.read(path, limit);
    }
    [[nodiscard]] Result<bool> is_being_written(const std::string& path) const override {
        return inner.is_being_written(path);
    }
    [[nodiscard]] Result<std::string> read_link(const std::string& path) const override {
        return inner.read_link(path);
    }
    [[nodiscard]] Result<edges::Storage> storage(const std::string& path) const override { return inner.storage(path); }
    [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) const override {
        return inner.list(path);
    }
    [[nodiscard]] Result<void> remove_remains(const std::string& path) override { return inner.remove_remains(path); }
    [[nodiscard]] Result<void> replace(const std::string& path, std::string_view bytes,
                                       const edges::FileMetadata& metadata) override {
        return inner.replace(path, bytes, metadata);
    }
    [[nodiscard]] Result<void> create(const std::string& path, std::string_view bytes,
                                      const edges::FileMetadata& metadata) override {
        return inner.create(path, bytes, metadata);
    }
    [[nodiscard]] Result<void> replace_all(std::span<const edges::FileReplacement> group) override {
        return inner.replace_all(group);
    }
    [[nodiscard]] Result<void> set_metadata(const std::string& path, const edges::FileMetadata& metadata) override {
        return inner.set_metadata(path, metadata);
    }
    [[nodiscard]] Result<void> make_directory(const std::string& path, const edges::FileMetadata& metadata) override {
        return inner.make_directory(path, metadata);
    }
    [[nodiscard]] Result<void> remove(const std::string& path) override { return inner.remove(path); }

    std::int64_t offset_ns = 0;  ///< makes files as young as a test needs
};

TEST(FileDriver, ReadsAQuietFileOnce) {
    CountingFiles files;
    files.inner.put("/etc/x", "text", {.mode = 0640, .uid = 3, .gid = 4});
    FileDriver driver{files};

    const auto first = driver.observe("/etc/x", Text::kept, now);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(driver.observe("/etc/x", Text::kept, now), first);

    EXPECT_EQ(files.reads, 1);
    EXPECT_EQ(first.presence, Presence::present);
    EXPECT_EQ(first.digest, Digest::of("text"));
    EXPECT_EQ(first.text, "text");
    EXPECT_EQ(first.mode, 0640U);
    EXPECT_EQ(first.uid, 3U);
    EXPECT_EQ(first.gid, 4U);
}

TEST(FileDriver, KeepsNoTextOfASecret) {
    fakes::FakeFileSystem files;
    files.put("/etc/key", "secret");
    FileDriver driver{files};

    const auto seen = driver.observe("/etc/key", Text::secret, now);

    EXPECT_EQ(seen.text, "");
    EXPECT_EQ(seen.digest, Digest::of("secret"));
}

TEST(FileDriver, ReadsAgainWhatChanged) {
    CountingFiles files;
    files.inner.put("/etc/x", "old");
    FileDriver driver{files};
    (void)driver.observe("/etc/x", Text::kept, now);
    files.inner.put("/etc/x", "new");

    EXPECT_EQ(driver.observe("/etc/x", Text::kept, now).text, "new");
}

TEST(FileDriver, ReadsAgainAndAgainWhatChangedAMomentAgo) {
    CountingFiles files;
    files.inner.put("/etc/x", "text");
    files.offset_ns = std::chrono::nanoseconds{now.system.time_since_epoch()}.count() - 1'000'000'000;
    FileDriver driver{files};

    for (int i = 0; i < 3; ++i) (void)driver.observe("/etc/x", Text::kept, now);

    EXPECT_EQ(files.reads, 3) << "a second write within the clock's grain would go unseen";
}

TEST(Settled, MeansThatTheLastChangeIsSecondsAgo) {
    edges::FileStatus status;
    const auto seconds = now.system.time_since_epoch().count();
    for (const auto& [age, expected] : std::vector<std::pair<std::int64_t, bool>>{
             {0, false}, {1, false}, {2, false}, {3, true}, {1000, true}, {-1000, false}}) {
        status.changed_ns = (seconds - age) * 1'000'000'000;
        EXPECT_EQ(settled(status, now), expected) << age;
    }
}

TEST(FileDriver, KeepsWhereALinkInItsPlaceLeads) {
    fakes::FakeFileSystem files;
    files.put_symlink("/etc/x", "../home/theirs");
    FileDriver driver{files};
    const auto seen = driver.observe("/etc/x", Text::kept, now);
    EXPECT_EQ(seen.leads_to, "../home/theirs");
    const std::string copy = "/var/lib/planekeeper/replaced/etc/x/1";

    ASSERT_TRUE(driver.write(
        {.path = "/etc/x", .content = "ours", .keep = model::KeepCopy{.copy = copy, .digest = seen.digest}}, "ours"));

    EXPECT_EQ(files.content(copy), "../home/theirs");
    EXPECT_EQ(files.node(copy).metadata.mode, 0600U);
    EXPECT_EQ(files.node("/etc/x").type, edges::FileType::regular);
}

TEST(FileDriver, TellsWhatIsNotARegularFile) {
    fakes::FakeFileSystem files;
    files.put_directory("/etc/d");
    files.put_symlink("/etc/l", "/etc/shadow");
    files.put("/etc/u", "x");
    files.fail_reads("/etc/u", EIO);
    FileDriver driver{files};

    EXPECT_EQ(driver.observe("/etc/d", Text::kept, now).presence, Presence::wrong_type);
    EXPECT_EQ(driver.observe("/etc/l", Text::kept, now).presence, Presence::wrong_type);
    EXPECT_EQ(driver.observe("/etc/l", Text::kept, now).error, "is a symbolic link to /etc/shadow");
    EXPECT_EQ(driver.observe("/etc/none", Text::kept, now).presence, Presence::absent);
    EXPECT_EQ(driver.observe("/etc/u", Text::kept, now).presence, Presence::unreadable);
    EXPECT_FALSE(driver.observe("/etc/u", Text::kept, now).error.empty());
}

TEST(FileDriver, KnowsWhatIsInAFileThatWasGivenToSomebodyElse) {
    CountingFiles files;
    files.inner.put("/etc/x", "text", {.mode = 0600});
    FileDriver driver{files};
    const auto before = driver.observe("/etc/x", Text::kept, now);
    ASSERT_TRUE(files.inner.set_metadata("/etc/x", {.mode = 0600, .uid = 1000, .gid = 1000}));
    files.forbidden = true;

    const auto after = driver.observe("/etc/x", Text::kept, now);

    EXPECT_EQ(after.presence, Presence::present);
    EXPECT_EQ(after.digest, before.digest);
    EXPECT_EQ(after.text, "text");
    EXPECT_EQ(after.uid, 1000U);
}

TEST(FileDriver, KnowsItAlsoWhenEveryFileIsToBeReadAgain) {
    CountingFiles files;
    files.inner.put("/etc/x", "text", {.mode = 0600});
    FileDriver driver{files};
    const auto before = driver.observe("/etc/x", Text::kept, now);
    ASSERT_TRUE(files.inner.set_metadata("/etc/x", {.mode = 0600, .uid = 1000, .gid = 1000}));
    driver.forget();
    files.forbidden = true;

    const auto after = driver.observe("/etc/x", Text::kept, now);

    EXPECT_EQ(after.presence, Presence::present);
    EXPECT_EQ(after.digest, before.digest);
    EXPECT_EQ(after.text, "text");
    EXPECT_EQ(after.uid, 1000U);
}

TEST(FileDriver, DoesNotGuessWhatIsInAFileThatItNeverRead) {
    CountingFiles files;
    files.inner.put("/etc/x", "text", {.mode = 0600, .uid = 1000});
    files.forbidden = true;
    FileDriver driver{files};
    const auto seen = driver.observe("/etc/x", Text::kept, now);
    EXPECT_EQ(seen.presence, Presence::unreadable);
    EXPECT_EQ(seen.uid, 1000U);
}

TEST(FileDriver, ForgetsAFileThatIsGone) {
    fakes::FakeFileSystem files;
    files.put("/etc/x", "text");
    FileDriver driver{files};
    (void)driver.observe("/etc/x", Text::kept, now);
    files.erase("/etc/x");

    EXPECT_EQ(driver.observe("/etc/x", Text::kept, now), model::ObservedFile{});
}

TEST(FileDriver, SeesOnlyWhatTheKubeletWouldRead) {
    fakes::FakeFileSystem files;
    files.put("/etc/kubelet.d/b.yaml", "");
    files.put("/etc/kubelet.d/a.yaml.bak", "");
    files.put("/etc/kubelet.d/.a.yaml.tmp", "");
    files.put_directory("/etc/kubelet.d/directory");
    FileDriver driver{files};

    EXPECT_THAT(driver.visible_files("/etc/kubelet.d"), ElementsAre("a.yaml.bak", "b.yaml"));
    EXPECT_THAT(driver.visible_files("/none"), IsEmpty());
}

TEST(FileDriver, WritesWithModeAndSaysWhereItFailed) {
    fakes::FakeFileSystem files;
    files.put_directory("/etc");
    FileDriver driver{files};
    const model::WriteFile change{"/etc/x", std::string{"text"}, 0640};

    ASSERT_TRUE(driver.write(change, "text"));
    EXPECT_EQ(files.node("/etc/x").metadata, (edges::FileMetadata{.mode = 0640}));
    files.faults().fail_nth(1, ENOSPC);
    const auto failed = driver.write(change, "other");

    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().text(), HasSubstr("writing /etc/x"));
    EXPECT_EQ(files.content("/etc/x"), "text");
}

TEST(FileDriver, ReplacesAFileThatItKnowsThoughAnotherUserWasGivenIt) {
    CountingFiles files;
    files.inner.put("/etc/x", "ours", {.mode = 0600});
    FileDriver driver{files};
    const auto seen = driver.observe("/etc/x", Text::secret, now);
    files.inner.put_metadata("/etc/x", {.mode = 0600, .uid = 1234});
    files.forbidden = true;
    ASSERT_EQ(driver.observe("/etc/x", Text::secret, now).digest, seen.digest);
    EXPECT_TRUE(driver.write({.path = "/etc/x", .content = std::string{"ours"}, .over = seen.digest}, "ours"));
    EXPECT_EQ(files.inner.node("/etc/x").metadata.uid, 0U);
}

TEST(FileDriver, ReplacesNothingThatIsNotAsItWasSeen) {
    fakes::FakeFileSystem files;
    files.put("/etc/x", "seen");
    FileDriver driver{files};
    const auto write = [&](std::optional<Digest> over) {
        const model::WriteFile change{.path = "/etc/x", .content = std::string{"ours"}, .over = over};
        return driver.write(change, "ours");
    };
    EXPECT_EQ(write(std::nullopt).error().kind(), ErrorKind::transient) << "it has appeared";
    EXPECT_EQ(write(Digest::of("other")).error().kind(), ErrorKind::transient);
    files.open_to_write("/etc/x");
    EXPECT_EQ(write(Digest::of("seen")).error().kind(), ErrorKind::transient);
    EXPECT_EQ(files.content("/etc/x"), "seen");
    files.close("/etc/x");
    EXPECT_TRUE(write(Digest::of("seen")));
}

const std::string kept = "/var/lib/planekeeper/replaced/etc/x/1.found";

TEST(KeptCopy, HasTheBytesModeOwnerAndTimeOfWhatIsReplaced) {
    fakes::FakeFileSystem files;
    files.put("/etc/x", "theirs", {.mode = 04640, .uid = 1000, .gid = 105});
    const auto modified = files.node("/etc/x").modified_ns;
    FileDriver driver{files};

    ASSERT_TRUE(driver.write({.path = "/etc/x",
                              .content = std::string{"ours"},
                              .keep = model::KeepCopy{.copy = kept, .digest = Digest::of("theirs")}},
                             "ours"));

    EXPECT_EQ(files.content("/etc/x"), "ours");
    EXPECT_EQ(files.content(kept), "theirs");
    EXPECT_EQ(files.node(kept).metadata, (edges::FileMetadata{.mode = 0640, .uid = 1000, .gid = 105}));
    EXPECT_EQ(files.node(kept).modified_ns, modified);
    EXPECT_EQ(files.node("/var/lib/planekeeper/replaced").metadata.mode, 0700U);
    EXPECT_EQ(files.effects().back(), "replace /etc/x") << "the copy comes first";
}

TEST(KeptCopy, IsMadeBeforeAFileIsRemovedAndTakesThePlaceOfAnOlderOne) {
    fakes::FakeFileSystem files;
    files.put("/etc/x", "theirs");
    files.put("/var/lib/planekeeper/replaced/etc/x/0", "older");
    FileDriver driver{files};

    ASSERT_TRUE(driver.remove(
        {.path = "/etc/x",
         .keep = model::KeepCopy{
             .copy = kept, .digest = Digest::of("theirs"), .drops = "/var/lib/planekeeper/replaced/etc/x/0"}}));

    EXPECT_FALSE(files.exists("/etc/x"));
    EXPECT_EQ(files.content(kept), "theirs");
    EXPECT_FALSE(files.exists("/var/lib/planekeeper/replaced/etc/x/0"));
}

TEST(KeptCopy, ThatCannotBeMadeLeavesTheFileAlone) {
    for (std::size_t nth = 1; nth <= 3; ++nth) {
        fakes::FakeFileSystem files;
        files.put("/etc/x", "theirs");
        files.faults().fail_nth(nth, ENOSPC);
        FileDriver driver{files};

        const auto written = driver.write({.path = "/etc/x",
                                           .content = std::string{"ours"},
                                           .keep = model::KeepCopy{.copy = kept, .digest = Digest::of("theirs")}},
                                          "ours");

        ASSERT_FALSE(written) << nth;
        EXPECT_THAT(written.error().text(), HasSubstr("keeping a copy of /etc/x"));
        EXPECT_EQ(files.content("/etc/x"), "theirs");
    }
}

TEST(KeptCopy, IsOfWhatWasSeenAndMadeOnce) {
    fakes::FakeFileSystem files;
    files.put("/etc/x", "edited meanwhile");
    FileDriver driver{files};
    const model::KeepCopy keep{.copy = kept, .digest = Digest::of("theirs")};

    EXPECT_FALSE(driver.keep("/etc/x", keep));
    EXPECT_EQ(files.content("/etc/x"), "edited meanwhile");
    EXPECT_FALSE(files.exists(kept));

    files.put("/etc/x", "theirs");
    EXPECT_TRUE(driver.keep("/etc/x", keep));
    EXPECT_TRUE(driver.keep("/etc/x", keep));
    files.erase("/etc/x");
    EXPECT_TRUE(driver.keep("/etc/x", keep)) << "what is gone is not replaced";
}

TEST(FileDriver, TakesDirectoriesBehindASymlinkForWhatTheyAre) {
    fakes::FakeFileSystem files;
    files.put_directory("/run");
    files.put_symlink("/var/run", "/run");
    files.put("/etc/file", "");
    FileDriver driver{files};

    EXPECT_EQ(driver.observe_directory("/run"), Presence::present);
    EXPECT_EQ(driver.observe_directory("/var/run"), Presence::present);
    EXPECT_EQ(driver.observe_directory("/etc/file"), Presence::wrong_type);
    EXPECT_EQ(driver.observe_directory("/none"), Presence::absent);
}

TEST(Groups, AreReadOfTheNodesOwnFile) {
    fakes::FakeFileSystem files;
    files.put("/etc/group", "root:x:0:\netcd:x:105:kube\nbroken\nalso:x:\nlast:x:7:");
    const FileDriver driver{files};

    EXPECT_EQ(driver.groups(), (std::map<std::string, std::uint32_t>{{"root", 0}, {"etcd", 105}, {"last", 7}}));
}

TEST(Users, AreReadOfTheNodesOwnFile) {
    fakes::FakeFileSystem files;
    files.put("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\netcd:x:104:105::/var/lib/etcd:/bin/false\n");

    EXPECT_EQ(FileDriver{files}.users(), (std::map<std::string, std::uint32_t>{{"root", 0}, {"etcd", 104}}));
}

TEST(DeclaredOwner, IsGivenToAFileBeforeItsFirstByte) {
    fakes::FakeFileSystem files;
    files.put("/srv/other", "");
    FileDriver driver{files};

    ASSERT_TRUE(driver.write({.path = "/srv/key.pem", .content = std::string{}, .mode = 0640, .uid = 104}, "bytes"));

    EXPECT_EQ(files.node("/srv/key.pem").metadata, (edges::FileMetadata{.mode = 0640, .uid = 104}));
}

TEST(DeclaredGroup, IsGivenToAFileBeforeItsFirstByte) {
    fakes::FakeFileSystem files;
    files.put("/srv/other", "");
    FileDriver driver{files};

    ASSERT_TRUE(driver.write({"/srv/key.pem", std::string{}, 0640, 105}, "bytes"));

    EXPECT_EQ(files.node("/srv/key.pem").metadata, (edges::FileMetadata{.mode = 0640, .uid = 0, .gid = 105}));
}

}  // namespace
}  // namespace planekeeper::drivers::file_driver_test
