// One suite for the FileSystem edge, run on the real implementation and on the fake, so that tests with the fake are
// true for the node.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "fakes/fake_file_system.hpp"
#include "fakes/temporary_directory.hpp"
#include "linux/posix_file_system.hpp"

namespace planekeeper::file_system_contract_test {
namespace {

using edges::FileMetadata;
using edges::FileType;
using testing::ElementsAre;
using testing::IsEmpty;

/// The system under test, and changes by others.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;
    [[nodiscard]] virtual edges::FileSystem& files() = 0;
    virtual void put_symlink(const std::string& path, const std::string& target) = 0;
    /// Holds the file open until close().
    virtual void open_to_write(const std::string& path) = 0;
    virtual void close() = 0;
};

/// Answers as NFS and FUSE do: without flags.
int plain_rename(int from_directory, const char* from, int to_directory, const char* to, unsigned flags) {
    if (flags == 0) return ::renameat(from_directory, from, to_directory, to);
    errno = EINVAL;
    return -1;
}

/// The file system of TMPDIR.
class RealWorld final : public World {
public:
    explicit RealWorld(linux_edges::PosixFileSystem::Rename rename = &::renameat2)
        : rename_(rename),
          files_(directory_.path(),
                 ::geteuid() == 0 ? linux_edges::PosixFileSystem::Owners::as_they_are
                                  : linux_edges::PosixFileSystem::Owners::root_is_caller,
                 rename) {}
    edges::FileSystem& files() override { return files_; }
    void put_symlink(const std::string& path, const std::string& target) override {
        std::filesystem::create_symlink(target, directory_.path() + path);
    }
    void open_to_write(const std::string& path) override {
        writer_ = linux_edges::FileDescriptor{::open((directory_.path() + path).c_str(), O_WRONLY | O_CLOEXEC)};
    }
    void close() override { writer_ = {}; }

private:
    fakes::TemporaryDirectory directory_;
    linux_edges::PosixFileSystem::Rename rename_;
    linux_edges::PosixFileSystem files_;
    linux_edges::FileDescriptor writer_;
};

class FakeWorld final : public World {
public:
    edges::FileSystem& files() override { return files_; }
    void put_symlink(const std::string& path, const std::string& target) override { files_.put_symlink(path, target); }
    void open_to_write(const std::string& path) override { files_.open_to_write(written_ = path); }
    void close() override { files_.close(written_); }

private:
    fakes::FakeFileSystem files_;
    std::string written_;
};

struct Kind {
    std::string name;
    std::function<std::unique_ptr<World>()> make;
};

class FileSystemContract : public testing::TestWithParam<Kind> {
protected:
    edges::FileSystem& files() { return world_->files(); }

    std::unique_ptr<World> world_ = GetParam().make();
    FileMetadata secret_{.mode = 0600};
    FileMetadata shared_{.mode = 0644};
};

TEST_P(FileSystemContract, WhatIsNotThereHasNoStatus) {
    const auto status = files().status("/etc/none");
    ASSERT_TRUE(status);
    EXPECT_FALSE(status->has_value());
}

TEST_P(FileSystemContract, AFileCannotBeAParent) {
    ASSERT_TRUE(files().replace("/file", "x", shared_));
    const auto status = files().status("/file/below");
    ASSERT_TRUE(status);
    EXPECT_FALSE(status->has_value());
    EXPECT_EQ(files().replace("/file/below", "x", shared_).error().kind(), ErrorKind::not_found);
    EXPECT_EQ(files().make_directory("/file/below", shared_).error().kind(), ErrorKind::conflict);
}

TEST_P(FileSystemContract, ReplaceWritesContentModeAndOwner) {
    ASSERT_TRUE(files().replace("/a", std::string_view("one\0two", 7), secret_));
    EXPECT_EQ(files().read("/a", 100).value(), std::string("one\0two", 7));
    const auto status = files().status("/a").value().value();
    EXPECT_EQ(status.type, FileType::regular);
    EXPECT_EQ(status.mode, 0600U);
    EXPECT_EQ(status.uid, 0U);
    EXPECT_EQ(status.gid, 0U);
    EXPECT_EQ(status.size, 7U);
    EXPECT_THAT(files().list("/").value(), ElementsAre("a"));
}

TEST_P(FileSystemContract, ATimeOfModificationIsGivenWithTheFile) {
    const std::int64_t before = 1'600'000'000'123'000'000;
    for (const std::int64_t time : {before, std::int64_t{-1'500'000'000}}) {
        const FileMetadata metadata{.mode = 0640, .modified_ns = time};
        ASSERT_TRUE(files().replace("/a", "bytes", metadata));

        const auto status = files().status("/a").value().value();
        EXPECT_EQ(status.modified_ns, time);
        EXPECT_EQ(status.mode, 0640U);
        EXPECT_EQ(files().read("/a", 100).value(), "bytes");
    }
    ASSERT_TRUE(files().replace("/a", "bytes", secret_));
    EXPECT_NE(files().status("/a").value().value().modified_ns, before);
}

TEST_P(FileSystemContract, ReplaceReplacesContentAndModeWithANewInode) {
    ASSERT_TRUE(files().replace("/a", "old", shared_));
    const auto before = files().status("/a").value().value();
    ASSERT_TRUE(files().replace("/a", "new!", secret_));
    const auto after = files().status("/a").value().value();
    EXPECT_EQ(files().read("/a", 100).value(), "new!");
    EXPECT_EQ(after.mode, 0600U);
    EXPECT_NE(before.inode, after.inode);
    EXPECT_NE(before, after);
}

TEST_P(FileSystemContract, ALinkSaysWhereItPointsAndIsNotReadThrough) {
    ASSERT_TRUE(files().replace("/target", "x", shared_));
    world_->put_symlink("/link", "../elsewhere/target");
    world_->put_symlink("/near", "target");

    EXPECT_EQ(files().read_link("/link").value(), "../elsewhere/target");
    EXPECT_EQ(files().read_link("/target").error().kind(), ErrorKind::conflict);
    EXPECT_EQ(files().read_link("/none").error().kind(), ErrorKind::not_found);
    const auto read = files().read("/near", 100);
    EXPECT_EQ(read.error().kind(), ErrorKind::conflict);
    EXPECT_THAT(read.error().text(), testing::HasSubstr("/near is a symbolic link"));
}

TEST_P(FileSystemContract, ReplaceTakesThePlaceOfASymlinkNotOfItsTarget) {
    ASSERT_TRUE(files().replace("/target", "keep", shared_));
    world_->put_symlink("/link", "target");
    EXPECT_EQ(files().status("/link").value()->type, FileType::symlink);
    ASSERT_TRUE(files().replace("/link", "mine", secret_));
    EXPECT_EQ(files().status("/link").value()->type, FileType::regular);
    EXPECT_EQ(files().read("/link", 100).value(), "mine");
    EXPECT_EQ(files().read("/target", 100).value(), "keep");
}

TEST_P(FileSystemContract, ReplaceNeedsItsDirectoryAndRefusesToReplaceOne) {
    EXPECT_EQ(files().replace("/none/a", "x", secret_).error().kind(), ErrorKind::not_found);
    ASSERT_TRUE(files().make_directory("/dir", shared_));
    EXPECT_EQ(files().replace("/dir", "x", secret_).error().kind(), ErrorKind::conflict);
    EXPECT_THAT(files().list("/").value(), ElementsAre("dir"));
}

TEST_P(FileSystemContract, AGroupIsReplacedTogether) {
    ASSERT_TRUE(files().replace("/key", "old key", shared_));
    const std::vector<edges::FileReplacement> pair{{"/key", "new key", secret_, *files().status("/key")},
                                                   {"/certificate", "new one", shared_}};
    ASSERT_TRUE(files().replace_all(pair));
    EXPECT_EQ(files().read("/key", 100).value(), "new key");
    EXPECT_EQ(files().status("/key").value()->mode, 0600U);
    EXPECT_EQ(files().read("/certificate", 100).value(), "new one");
    EXPECT_EQ(files().status("/certificate").value()->mode, 0644U);
    EXPECT_THAT(files().list("/").value(), ElementsAre("certificate", "key"));
}

TEST_P(FileSystemContract, AGroupOfWhichOneFailsIsAsBefore) {
    ASSERT_TRUE(files().replace("/key", "old key", secret_));
    ASSERT_TRUE(files().make_directory("/directory", shared_));
    const auto before = files().status("/key").value().value();
    for (const auto& refused : {"/directory", "/none/certificate"}) {
        const std::vector<edges::FileReplacement> group{
            {"/key", "new key", secret_, before}, {"/fresh", "new", secret_}, {refused, "new one", shared_}};
        EXPECT_FALSE(files().replace_all(group)) << refused;
        EXPECT_EQ(files().read("/key", 100).value(), "old key");
        EXPECT_EQ(files().status("/key").value()->inode, before.inode);
        EXPECT_THAT(files().list("/").value(), ElementsAre("directory", "key"));
    }
}

TEST_P(FileSystemContract, AReplacementTakesThePlaceOfWhatWasSeenOnly) {
    ASSERT_TRUE(files().replace("/a", "theirs", shared_));
    const auto seen = files().status("/a").value().value();
    const auto replace = [&](const std::optional<edges::FileStatus>& over) {
        return files().replace_all(std::vector<edges::FileReplacement>{{"/a", "ours", secret_, over}});
    };
    EXPECT_EQ(replace(std::nullopt).error().kind(), ErrorKind::transient) << "it has appeared";
    world_->open_to_write("/a");
    EXPECT_TRUE(files().is_being_written("/a").value());
    EXPECT_EQ(replace(seen).error().kind(), ErrorKind::transient) << "its writer is not done";
    EXPECT_EQ(files().status("/a").value()->inode, seen.inode);
    world_->close();
    EXPECT_FALSE(files().is_being_written("/a").value());
    EXPECT_TRUE(replace(seen));
    EXPECT_EQ(replace(seen).error().kind(), ErrorKind::transient) << "it is another one";
    EXPECT_EQ(files().read("/a", 100).value(), "ours");
    EXPECT_THAT(files().list("/").value(), ElementsAre("a"));
    EXPECT_FALSE(files().is_being_written("/none").value());
}

TEST_P(FileSystemContract, ALinkIsReplacedAsItWasSeen) {
    world_->put_symlink("/a", "/b");
    const auto seen = files().status("/a").value().value();
    EXPECT_FALSE(files().is_being_written("/a").value());
    EXPECT_TRUE(files().replace_all(std::vector<edges::FileReplacement>{{"/a", "ours", secret_, seen}}));
    EXPECT_EQ(files().status("/a").value()->type, FileType::regular);
}

TEST_P(FileSystemContract, WhatWritesHaveLeftIsRemovedAndNothingElse) {
    for (const auto* path : {"/etc/.a.yaml.planekeeper-tmp", "/etc/a.yaml", "/etc/.hidden", "/etc/x.planekeeper-tmp"}) {
        ASSERT_TRUE(files().make_directory("/etc", shared_));
        ASSERT_TRUE(files().replace(path, "x", secret_));
    }
    ASSERT_TRUE(files().make_directory("/etc/.d.planekeeper-tmp", secret_));

    ASSERT_TRUE(files().remove_remains("/etc"));

    EXPECT_THAT(files().list("/etc").value(), ElementsAre(".hidden", "a.yaml", "x.planekeeper-tmp"));
    EXPECT_TRUE(files().remove_remains("/none"));
}

TEST_P(FileSystemContract, WhatIsNotThereYetIsStoredAsItsParentIs) {
    const auto here = files().storage("/");
    ASSERT_TRUE(here) << here.error().text();
    EXPECT_EQ(files().storage("/not/yet/there").value(), *here);
    EXPECT_FALSE(here->kind.empty());
}

TEST_P(FileSystemContract, CreateNeverOverwrites) {
    ASSERT_TRUE(files().create("/ca.key", "first", secret_));
    const auto again = files().create("/ca.key", "second", secret_);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind(), ErrorKind::conflict);
    EXPECT_EQ(files().read("/ca.key", 100).value(), "first");
    world_->put_symlink("/link", "nowhere");
    EXPECT_EQ(files().create("/link", "x", secret_).error().kind(), ErrorKind::conflict);
    EXPECT_THAT(files().list("/").value(), ElementsAre("ca.key", "link"));
}

TEST_P(FileSystemContract, ReadIsForRegularFilesWithinTheLimit) {
    EXPECT_EQ(files().read("/none", 10).error().kind(), ErrorKind::not_found);
    ASSERT_TRUE(files().make_directory("/dir", shared_));
    EXPECT_EQ(files().read("/dir", 10).error().kind(), ErrorKind::conflict);
    ASSERT_TRUE(files().replace("/a", "0123456789", secret_));
    EXPECT_EQ(files().read("/a", 10).value(), "0123456789");
    EXPECT_EQ(files().read("/a", 9).error().kind(), ErrorKind::invalid);
    world_->put_symlink("/link", "a");
    EXPECT_EQ(files().read("/link", 10).error().kind(), ErrorKind::conflict);
    ASSERT_TRUE(files().replace("/empty", "", secret_));
    EXPECT_EQ(files().read("/empty", 0).value(), "");
}

TEST_P(FileSystemContract, SetMetadataTouchesNoContent) {
    ASSERT_TRUE(files().replace("/a", "same", shared_));
    const auto before = files().status("/a").value().value();
    ASSERT_TRUE(files().set_metadata("/a", secret_));
    const auto after = files().status("/a").value().value();
    EXPECT_EQ(after.mode, 0600U);
    EXPECT_EQ(after.inode, before.inode);
    EXPECT_EQ(after.modified_ns, before.modified_ns);
    EXPECT_EQ(files().read("/a", 100).value(), "same");
    ASSERT_TRUE(files().make_directory("/dir", shared_));
    ASSERT_TRUE(files().set_metadata("/dir", {.mode = 0711}));
    EXPECT_EQ(files().status("/dir").value()->mode, 0711U);
}

TEST_P(FileSystemContract, SetMetadataRepairsAFileThatNobodyMayRead) {
    ASSERT_TRUE(files().replace("/a", "x", {.mode = 0}));
    ASSERT_TRUE(files().set_metadata("/a", secret_));
    EXPECT_EQ(files().status("/a").value()->mode, 0600U);
}

TEST_P(FileSystemContract, SetMetadataRefusesSymlinksAndNothing) {
    EXPECT_EQ(files().set_metadata("/none", secret_).error().kind(), ErrorKind::not_found);
    ASSERT_TRUE(files().replace("/a", "x", shared_));
    world_->put_symlink("/link", "a");
    EXPECT_EQ(files().set_metadata("/link", secret_).error().kind(), ErrorKind::conflict);
    EXPECT_EQ(files().status("/a").value()->mode, 0644U);
}

TEST_P(FileSystemContract, MakeDirectoryMakesParentsAndLeavesWhatExists) {
    ASSERT_TRUE(files().make_directory("/x/y/z", {.mode = 0700}));
    EXPECT_EQ(files().status("/x").value()->mode, 0755U);
    EXPECT_EQ(files().status("/x/y").value()->mode, 0755U);
    const auto made = files().status("/x/y/z").value().value();
    EXPECT_EQ(made.type, FileType::directory);
    EXPECT_EQ(made.mode, 0700U);
    ASSERT_TRUE(files().make_directory("/x/y/z", {.mode = 0755}));
    EXPECT_EQ(files().status("/x/y/z").value()->mode, 0700U);
    EXPECT_THAT(files().list("/x/y").value(), ElementsAre("z"));
    ASSERT_TRUE(files().replace("/file", "x", shared_));
    EXPECT_EQ(files().make_directory("/file", shared_).error().kind(), ErrorKind::conflict);
    EXPECT_TRUE(files().make_directory("/", shared_));
}

TEST_P(FileSystemContract, ListIsSortedAndOfDirectories) {
    EXPECT_EQ(files().list("/none").error().kind(), ErrorKind::not_found);
    EXPECT_THAT(files().list("/").value(), IsEmpty());
    for (const std::string name : {"/b", "/.hidden", "/a"}) {
        ASSERT_TRUE(files().replace(name, "x", shared_));
    }
    ASSERT_TRUE(files().make_directory("/c/d", shared_));
    EXPECT_THAT(files().list("/").value(), ElementsAre(".hidden", "a", "b", "c"));
    EXPECT_EQ(files().list("/a").error().kind(), ErrorKind::not_found);
}

TEST_P(FileSystemContract, RemoveIsForFilesAndAMissingOneIsFine) {
    EXPECT_TRUE(files().remove("/none"));
    EXPECT_TRUE(files().remove("/none/below"));
    ASSERT_TRUE(files().replace("/a", "x", shared_));
    world_->put_symlink("/link", "a");
    EXPECT_TRUE(files().remove("/link"));
    EXPECT_THAT(files().list("/").value(), ElementsAre("a"));
    EXPECT_TRUE(files().remove("/a"));
    EXPECT_THAT(files().list("/").value(), IsEmpty());
    ASSERT_TRUE(files().make_directory("/dir", shared_));
    EXPECT_EQ(files().remove("/dir").error().kind(), ErrorKind::conflict);
}

TEST_P(FileSystemContract, PathsAreAbsoluteAndStayBelowTheRoot) {
    EXPECT_EQ(files().replace("relative", "x", shared_).error().kind(), ErrorKind::invalid);
    EXPECT_EQ(files().read("/a/../../etc/passwd", 100).error().kind(), ErrorKind::invalid);
    EXPECT_EQ(files().remove("/..").error().kind(), ErrorKind::invalid);
    EXPECT_TRUE(files().replace("/..a", "x", shared_));
}

INSTANTIATE_TEST_SUITE_P(All, FileSystemContract,
                         testing::Values(Kind{"Posix", [] { return std::make_unique<RealWorld>(); }},
                                         Kind{"PosixWithoutFlags",
                                              [] { return std::make_unique<RealWorld>(&plain_rename); }},
                                         Kind{"Fake", [] { return std::make_unique<FakeWorld>(); }}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace planekeeper::file_system_contract_test
