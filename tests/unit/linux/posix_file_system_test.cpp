// Readers at the wrong moment, a full disk and leftovers of a crash, which the contract suite cannot check on the fake.

#include "linux/posix_file_system.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "fakes/temporary_directory.hpp"

namespace planekeeper::linux_edges::posix_file_system_test {
namespace {

using edges::FileMetadata;
using testing::ElementsAre;

const FileMetadata secret{.mode = 0600};

struct Seen {
    int torn = 0;
    int absent = 0;
    int wrong_mode = 0;
    int foreign_names = 0;
    int reads = 0;
};

/// Opens and reads in a loop, as the kubelet might, and lists the names without a dot in the directory, as the kubelet
/// does.
Seen read_until(const std::string& path, const std::atomic<bool>& stop) {
    Seen seen;
    while (!stop) {
        ++seen.reads;
        const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd) {
            ++seen.absent;
            continue;
        }
        struct stat info{};
        ::fstat(fd.get(), &info);
        if ((info.st_mode & 07777U) != 0640) ++seen.wrong_mode;
        std::string bytes(10000, '\0');
        const auto got = ::read(fd.get(), bytes.data(), bytes.size());
        const bool whole = got == 5000 && bytes.substr(0, 5000) == std::string(5000, bytes[0]);
        if (!whole) ++seen.torn;
        if (seen.reads % 16 != 0) continue;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(path.substr(0, path.rfind('/')), ignored)) {
            const auto name = entry.path().filename().string();
            if (!name.starts_with('.') && name != "manifest.yaml") ++seen.foreign_names;
        }
    }
    return seen;
}

TEST(PosixFileSystem, AHostileReaderSeesTheOldFileOrTheNewOne) {
    const fakes::TemporaryDirectory directory;
    PosixFileSystem files(directory.path());
    const FileMetadata metadata{.mode = 0640};
    ASSERT_TRUE(files.replace("/manifest.yaml", std::string(5000, 'a'), metadata));
    std::atomic<bool> stop = false;
    Seen seen;
    std::thread reader([&] { seen = read_until(directory.path() + "/manifest.yaml", stop); });
    int failures = 0;
    for (int round = 0; round < 2000; ++round) {
        const char letter = static_cast<char>('a' + round % 26);
        if (!files.replace("/manifest.yaml", std::string(5000, letter), metadata)) ++failures;
    }
    stop = true;
    reader.join();
    EXPECT_EQ(failures, 0);
    EXPECT_GT(seen.reads, 100);
    EXPECT_EQ(seen.torn, 0);
    EXPECT_EQ(seen.absent, 0);
    EXPECT_EQ(seen.wrong_mode, 0);
    EXPECT_EQ(seen.foreign_names, 0);
}

TEST(PosixFileSystem, AFullDiskLeavesTheOldFileAndNoTemporary) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs to mount a tmpfs";
    const fakes::TemporaryDirectory directory;
    if (::mount("tmpfs", directory.path().c_str(), "tmpfs", 0, "size=64k,mode=0755") != 0) {
        GTEST_SKIP() << "cannot mount a tmpfs here";
    }
    {
        PosixFileSystem files(directory.path());
        ASSERT_TRUE(files.replace("/a", "old", secret));
        const auto written = files.replace("/a", std::string(200'000, 'x'), secret);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().kind(), ErrorKind::transient);
        EXPECT_EQ(files.read("/a", 100).value(), "old");
        EXPECT_THAT(files.list("/").value(), ElementsAre("a"));
        EXPECT_TRUE(files.replace("/a", "new", secret));
    }
    ::umount2(directory.path().c_str(), MNT_DETACH);
}

TEST(PosixFileSystem, ALeftoverOfACrashIsReplacedAndNotFollowed) {
    const fakes::TemporaryDirectory directory;
    PosixFileSystem files(directory.path());
    std::ofstream(directory.path() + "/victim") << "untouched";
    std::filesystem::create_symlink("victim", directory.path() + "/.a.planekeeper-tmp");
    ASSERT_TRUE(files.replace("/a", "new", secret));
    EXPECT_EQ(files.read("/victim", 100).value(), "untouched");
    std::filesystem::create_directory(directory.path() + "/.d.planekeeper-tmp");
    ASSERT_TRUE(files.make_directory("/d", {.mode = 0750}));
    EXPECT_THAT(files.list("/").value(), ElementsAre("a", "d", "victim"));
}

TEST(PosixFileSystem, ModesDoNotDependOnTheUmask) {
    const fakes::TemporaryDirectory directory;
    PosixFileSystem files(directory.path());
    const auto before = ::umask(077);
    ASSERT_TRUE(files.replace("/a", "x", {.mode = 0644}));
    ASSERT_TRUE(files.make_directory("/x/y", {.mode = 0755}));
    ::umask(before);
    EXPECT_EQ(files.status("/a").value()->mode, 0644U);
    EXPECT_EQ(files.status("/x").value()->mode, 0755U);
    EXPECT_EQ(files.status("/x/y").value()->mode, 0755U);
}

TEST(PosixFileSystem, OwnersAreGivenWhenRunByRoot) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    const fakes::TemporaryDirectory directory;
    PosixFileSystem files(directory.path());
    ASSERT_TRUE(files.replace("/a", "x", {.mode = 0640, .uid = 1234, .gid = 4321}));
    auto status = files.status("/a").value().value();
    EXPECT_EQ(status.uid, 1234U);
    EXPECT_EQ(status.gid, 4321U);
    ASSERT_TRUE(files.set_metadata("/a", secret));
    status = files.status("/a").value().value();
    EXPECT_EQ(status.uid, 0U);
    EXPECT_EQ(status.gid, 0U);
    EXPECT_EQ(status.mode, 0600U);
}

/// Runs `work` in a process with one right of root, as the unit has it.
template <class Work>
bool done_with_chown_alone(Work work) {
    const auto child = ::fork();
    if (child == 0) {
        __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
        __user_cap_data_struct data[2]{{1U << CAP_CHOWN, 1U << CAP_CHOWN, 0}, {}};
        ::_exit(::syscall(SYS_capset, &header, data) == 0 && work() ? 0 : 1);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(PosixFileSystem, WhatBelongsToAnotherUserBecomesRootsWithChownAlone) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    const fakes::TemporaryDirectory directory;
    PosixFileSystem files(directory.path());
    ASSERT_TRUE(files.make_directory("/custody", {.mode = 0777, .uid = 1234}));
    ASSERT_TRUE(files.replace("/custody/ca", "x", {.mode = 0644, .uid = 1234, .gid = 4321}));
    const FileMetadata private_directory{.mode = 0700};
    EXPECT_TRUE(done_with_chown_alone([&] {
        return files.set_metadata("/custody", private_directory).has_value() &&
               files.set_metadata("/custody/ca", secret).has_value();
    }));
    EXPECT_EQ(files.status("/custody").value()->mode, 0700U);
    EXPECT_EQ(files.status("/custody").value()->uid, 0U);
    EXPECT_EQ(files.status("/custody/ca").value()->mode, 0600U);
    EXPECT_EQ(files.status("/custody/ca").value()->gid, 0U);
}

TEST(PosixFileSystem, AFifoInOurPlaceDoesNotHang) {
    const fakes::TemporaryDirectory directory;
    PosixFileSystem files(directory.path());
    ASSERT_EQ(::mkfifo((directory.path() + "/fifo").c_str(), 0600), 0);
    EXPECT_EQ(files.read("/fifo", 100).error().kind(), ErrorKind::conflict);
    EXPECT_EQ(files.status("/fifo").value()->type, edges::FileType::other);
    EXPECT_TRUE(files.replace("/fifo", "x", secret));
}

TEST(PosixFileSystem, TheRootIsPutInFront) {
    const fakes::TemporaryDirectory directory;
    PosixFileSystem files(directory.path() + "/sub//");
    ASSERT_TRUE(files.make_directory("/etc", {.mode = 0755}));
    ASSERT_TRUE(files.replace("/etc/a", "x", secret));
    EXPECT_TRUE(std::filesystem::exists(directory.path() + "/sub/etc/a"));
}

/// A directory of root, one of another user, and in a third directory a link with the target that a test gives.
class LinkedDirectory : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
        for (const auto* name : {"roots", "others", "etc"})
            std::filesystem::create_directory(directory_.path() + "/" + name);
        ASSERT_EQ(::chown((directory_.path() + "/others").c_str(), 65534, 65534), 0);
        ASSERT_EQ(::chmod((directory_.path() + "/roots").c_str(), 0755), 0);
    }
    Result<void> write_through(const std::string& target) {
        std::filesystem::create_directory_symlink(directory_.path() + target, directory_.path() + "/etc/pki");
        return files_.replace("/etc/pki/key", "secret", {.mode = 0600});
    }
    fakes::TemporaryDirectory directory_;
    PosixFileSystem files_{directory_.path()};
};

TEST_F(LinkedDirectory, OfRootIsWrittenIn) {
    EXPECT_TRUE(write_through("/roots"));
    EXPECT_TRUE(std::filesystem::exists(directory_.path() + "/roots/key"));
}

TEST_F(LinkedDirectory, OfAnotherUserIsNotWrittenIn) {
    const auto written = write_through("/others");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind(), ErrorKind::transient) << "a chown mends it";
    EXPECT_THAT(written.error().text(),
                testing::AllOf(testing::HasSubstr("symbolic link"), testing::HasSubstr("user 65534")));
    EXPECT_TRUE(std::filesystem::is_empty(directory_.path() + "/others"));
    EXPECT_FALSE(files_.create("/etc/pki/key", "x", {.mode = 0600}));
    EXPECT_FALSE(files_.make_directory("/etc/pki/below", {.mode = 0700}));
}

TEST_F(LinkedDirectory, BelowAnotherUsersIsNotWrittenIn) {
    std::filesystem::create_directory(directory_.path() + "/others/roots");
    EXPECT_FALSE(write_through("/others/roots"));
}

TEST_F(LinkedDirectory, ThatEverybodyCanWriteIsNotWrittenInUnlessSticky) {
    ASSERT_EQ(::chmod((directory_.path() + "/roots").c_str(), 0777), 0);
    EXPECT_FALSE(write_through("/roots"));
    ASSERT_EQ(::chmod((directory_.path() + "/roots").c_str(), 01777), 0);
    EXPECT_TRUE(files_.replace("/etc/pki/key", "secret", {.mode = 0600}));
}

}  // namespace
}  // namespace planekeeper::linux_edges::posix_file_system_test
