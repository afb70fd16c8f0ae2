// Renames, changes without open and our own temporary files, which the contract suite cannot check on the fake.

#include "linux/inotify_watcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <filesystem>
#include <fstream>
#include <list>
#include <vector>

#include "fakes/event_loop.hpp"
#include "fakes/temporary_directory.hpp"
#include "linux/posix_file_system.hpp"

namespace planekeeper::linux_edges::inotify_watcher_test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class InotifyWatcherTest : public testing::Test {
protected:
    /// Whether anything poked. The test waits long for an expected poke and briefly for an unexpected one.
    bool poked(milliseconds limit = milliseconds(2000)) {
        return loop_.await(wake_.wait_until(std::chrono::steady_clock::now() + limit));
    }
    bool quiet() { return !poked(milliseconds(60)); }
    Result<void> watch(std::vector<std::string> directories) {
        for (auto& directory : directories) directory.insert(0, root_.path());
        return watcher_.watch(directories);
    }
    void write(const std::string& path, const std::string& text) { std::ofstream(root_.path() + path) << text; }

    fakes::TemporaryDirectory root_;
    fakes::EventLoop loop_;
    async::WakeFlag wake_{loop_.executor()};
    InotifyWatcher watcher_{loop_.executor(), wake_};
};

TEST_F(InotifyWatcherTest, TruncationAndRenamesPoke) {
    fs::create_directories(root_.path() + "/etc");
    write("/etc/a", "one");
    ASSERT_TRUE(watch({"/etc"}));
    ASSERT_EQ(::truncate((root_.path() + "/etc/a").c_str(), 1), 0);
    EXPECT_TRUE(poked()) << "truncate without open";
    fs::rename(root_.path() + "/etc/a", root_.path() + "/b");
    EXPECT_TRUE(poked()) << "rename away";
    fs::rename(root_.path() + "/b", root_.path() + "/etc/a");
    EXPECT_TRUE(poked()) << "rename into";
    EXPECT_TRUE(quiet());
}

TEST_F(InotifyWatcherTest, OurTemporaryFilesDoNotPoke) {
    fs::create_directories(root_.path() + "/etc");
    ASSERT_TRUE(watch({"/etc"}));
    write("/etc/.a.planekeeper-tmp", "x");
    fs::remove(root_.path() + "/etc/.a.planekeeper-tmp");
    EXPECT_TRUE(quiet());
    PosixFileSystem files(root_.path());
    ASSERT_TRUE(files.replace("/etc/a", "x", {.mode = 0600}));
    EXPECT_TRUE(poked());
    EXPECT_TRUE(quiet());
}

TEST_F(InotifyWatcherTest, ADirectoryThatIsRenamedIsWatchedAgainUnderItsOldName) {
    fs::create_directories(root_.path() + "/etc/a");
    ASSERT_TRUE(watch({"/etc/a"}));
    fs::rename(root_.path() + "/etc/a", root_.path() + "/etc/b");
    EXPECT_TRUE(poked());
    (void)quiet();
    write("/etc/b/x", "x");
    EXPECT_TRUE(quiet()) << "it is not ours under its new name";
    fs::rename(root_.path() + "/etc/b", root_.path() + "/etc/a");
    EXPECT_TRUE(poked());
    (void)quiet();
    write("/etc/a/x", "y");
    EXPECT_TRUE(poked());
}

TEST_F(InotifyWatcherTest, ADirectoryThatCannotBeWatchedDoesNotKeepTheOthersFromIt) {
    fs::create_directories(root_.path() + "/a");
    fs::create_directories(root_.path() + "/z");
    fs::create_symlink("m", root_.path() + "/m");  // to itself
    const auto watched = watch({"/a", "/m", "/z"});
    ASSERT_FALSE(watched);
    EXPECT_TRUE(watched.error().text().find("/m") != std::string::npos) << watched.error().text();
    write("/a/x", "x");
    EXPECT_TRUE(poked()) << "before it";
    (void)quiet();
    write("/z/x", "x");
    EXPECT_TRUE(poked()) << "after it";
    (void)quiet();

    EXPECT_FALSE(watch({"/a", "/m", "/z"})) << "it is still so";
    fs::remove(root_.path() + "/m");
    fs::create_directory(root_.path() + "/m");
    ASSERT_TRUE(watch({"/a", "/m", "/z"})) << "tried again";
    (void)quiet();
    write("/m/x", "x");
    EXPECT_TRUE(poked());
    (void)quiet();
    write("/z/x", "y");
    EXPECT_TRUE(poked());
}

TEST(InotifyWatcher, MayBeDestroyedAtAnyTime) {
    const fakes::TemporaryDirectory root;
    fakes::EventLoop loop;
    async::WakeFlag wake(loop.executor());
    {
        InotifyWatcher watcher(loop.executor(), wake);
        ASSERT_TRUE(watcher.watch({root.path()}));
        std::ofstream(root.path() + "/a") << "x";
    }
    loop.run_for(milliseconds(10));
}

/// Takes every instance that this user may have.
void use_up_instances(std::vector<FileDescriptor>& taken) {
    for (;;) {
        FileDescriptor one(::inotify_init1(IN_CLOEXEC));
        if (!one) return;
        taken.push_back(std::move(one));
    }
}

TEST(InotifyWatcher, NamesTheLimitThatIsUsedUp) {
    std::vector<FileDescriptor> others;
    fakes::EventLoop loop;
    async::WakeFlag wake(loop.executor());
    std::list<InotifyWatcher> watchers;
    Result<void> watched;
    // Another process of this user may give an instance back between the two, and then this watcher gets it.
    for (int attempt = 0; watched && attempt < 100; ++attempt) {
        use_up_instances(others);
        watched = watchers.emplace_back(loop.executor(), wake).watch({"/tmp"});
    }

    ASSERT_FALSE(watched);
    EXPECT_THAT(watched.error().text(), testing::HasSubstr("fs.inotify.max_user_instances"));
    others.clear();
    EXPECT_TRUE(watchers.back().watch({"/tmp"})) << "tried again";
    loop.run_for(milliseconds(1));
}

}  // namespace
}  // namespace planekeeper::linux_edges::inotify_watcher_test
