// The changes for which a watcher pokes, and those for which it does not. Renames, truncation and temporary files exist
// only on the real file system: tests/unit/linux/inotify_watcher_test.cpp.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>

#include "async/wake_flag.hpp"
#include "fakes/event_loop.hpp"
#include "fakes/fake_file_system.hpp"
#include "fakes/fake_file_watcher.hpp"
#include "fakes/temporary_directory.hpp"
#include "linux/inotify_watcher.hpp"
#include "linux/posix_file_system.hpp"

namespace planekeeper::file_watcher_contract_test {
namespace {

/// A watcher, the watched files, and changes by others.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;
    [[nodiscard]] virtual edges::FileWatcher& watcher() = 0;
    virtual void destroy_watcher() = 0;
    [[nodiscard]] virtual edges::FileSystem& files() = 0;
    /// The prefix of paths of files() on this machine.
    [[nodiscard]] virtual std::string root() const { return {}; }
    /// Writes a file as an editor does.
    virtual void edit(const std::string& path, const std::string& text) = 0;
    /// Removes a directory with its content.
    virtual void erase_tree(const std::string& path) = 0;
};

class RealWorld final : public World {
public:
    RealWorld(fakes::EventLoop& loop, async::WakeFlag& wake) { watcher_.emplace(loop.executor(), wake); }
    edges::FileWatcher& watcher() override { return *watcher_; }
    void destroy_watcher() override { watcher_.reset(); }
    edges::FileSystem& files() override { return files_; }
    std::string root() const override { return directory_.path(); }
    void edit(const std::string& path, const std::string& text) override {
        std::ofstream(directory_.path() + path) << text;
    }
    void erase_tree(const std::string& path) override { std::filesystem::remove_all(directory_.path() + path); }

private:
    fakes::TemporaryDirectory directory_;
    linux_edges::PosixFileSystem files_{directory_.path()};
    std::optional<linux_edges::InotifyWatcher> watcher_;
};

class FakeWorld final : public World {
public:
    FakeWorld(fakes::EventLoop& /*loop*/, async::WakeFlag& wake) { watcher_.emplace(files_, wake); }
    edges::FileWatcher& watcher() override { return *watcher_; }
    void destroy_watcher() override { watcher_.reset(); }
    edges::FileSystem& files() override { return files_; }
    void edit(const std::string& path, const std::string& text) override { files_.put(path, text); }
    void erase_tree(const std::string& path) override { files_.erase(path); }

private:
    fakes::FakeFileSystem files_;
    std::optional<fakes::FakeFileWatcher> watcher_;
};

struct Kind {
    std::string name;
    std::function<std::unique_ptr<World>(fakes::EventLoop&, async::WakeFlag&)> make;
};

class FileWatcherContract : public testing::TestWithParam<Kind> {
protected:
    /// Whether anything has poked since the last call. Waits for a poke that may still come.
    bool poked() { return loop_.await(wake_.wait_until(std::chrono::steady_clock::now() + std::chrono::seconds(10))); }
    /// True when nothing has poked. A change is in the kernel's queue before the changing call returns, so the loop
    /// only has to look once.
    bool quiet() {
        loop_.context().restart();
        loop_.context().poll();
        return !loop_.await(wake_.wait_until(std::chrono::steady_clock::now()));
    }
    bool watch(const std::vector<std::string>& directories) {
        auto real = directories;
        for (auto& directory : real) directory.insert(0, world_->root());
        return world_->watcher().watch(real).has_value();
    }
    edges::FileSystem& files() { return world_->files(); }
    void make_directory(const std::string& path) { EXPECT_TRUE(files().make_directory(path, {.mode = 0755})); }
    void write(const std::string& path, const std::string& text) { EXPECT_TRUE(files().replace(path, text, {})); }

    fakes::EventLoop loop_;
    async::WakeFlag wake_{loop_.executor()};
    std::unique_ptr<World> world_ = GetParam().make(loop_, wake_);
};

TEST_P(FileWatcherContract, EveryKindOfChangePokesOnce) {
    make_directory("/etc");
    ASSERT_TRUE(watch({"/etc"}));
    EXPECT_TRUE(quiet()) << "to watch changes nothing";
    write("/etc/a", "one");
    EXPECT_TRUE(poked()) << "a new file";
    EXPECT_TRUE(quiet());
    write("/etc/a", "two");
    EXPECT_TRUE(poked()) << "a file replaced";
    world_->edit("/etc/a", "three");
    EXPECT_TRUE(poked()) << "a file edited";
    EXPECT_TRUE(files().set_metadata("/etc/a", {.mode = 0640}));
    EXPECT_TRUE(poked()) << "a mode";
    EXPECT_TRUE(files().create("/etc/b", "x", {}));
    EXPECT_TRUE(poked()) << "a file created";
    EXPECT_TRUE(files().remove("/etc/a"));
    EXPECT_TRUE(poked()) << "a file removed";
    make_directory("/etc/below");
    EXPECT_TRUE(poked()) << "a directory";
    EXPECT_TRUE(files().set_metadata("/etc", {.mode = 0700}));
    EXPECT_TRUE(poked()) << "the mode of the directory itself";
    for (const std::string name : {"/etc/1", "/etc/2", "/etc/3"}) write(name, "x");
    EXPECT_TRUE(poked()) << "many at once";
    EXPECT_TRUE(quiet());
}

TEST_P(FileWatcherContract, ReadingAndChangingNothingIsQuiet) {
    make_directory("/etc");
    write("/etc/a", "x");
    ASSERT_TRUE(watch({"/etc"}));
    EXPECT_TRUE(files().read("/etc/a", 10));
    EXPECT_TRUE(files().list("/etc"));
    EXPECT_TRUE(files().remove("/etc/none"));
    EXPECT_FALSE(files().create("/etc/a", "other", {}));
    make_directory("/etc");
    EXPECT_TRUE(quiet());
    EXPECT_TRUE(files().remove("/etc/a"));
    EXPECT_TRUE(poked());
}

TEST_P(FileWatcherContract, OnlyWhatLiesDirectlyInADirectoryMatters) {
    make_directory("/etc/below");
    make_directory("/other");
    ASSERT_TRUE(watch({"/etc"}));
    write("/etc/below/x", "x");
    write("/other/x", "x");
    write("/etcetera", "x");
    EXPECT_TRUE(quiet());
    write("/etc/x", "x");
    EXPECT_TRUE(poked());
}

TEST_P(FileWatcherContract, AMissingDirectoryIsAwaitedThroughItsNearestParent) {
    ASSERT_TRUE(watch({"/etc/kubernetes/pki"}));
    write("/unrelated", "x");
    EXPECT_TRUE(quiet());
    make_directory("/etc");
    EXPECT_TRUE(poked());
    make_directory("/etc/other");
    write("/etc/kubernetes.conf", "x");
    EXPECT_TRUE(quiet());
    make_directory("/etc/kubernetes");
    EXPECT_TRUE(poked());
    make_directory("/etc/kubernetes/pki");
    EXPECT_TRUE(poked());
    EXPECT_TRUE(quiet());
    write("/etc/kubernetes/other", "x");
    EXPECT_TRUE(quiet()) << "the parents have done their part";
    write("/etc/kubernetes/pki/a", "x");
    EXPECT_TRUE(poked());
}

TEST_P(FileWatcherContract, AFileInThePlaceOfADirectoryPokesLikeTheDirectory) {
    ASSERT_TRUE(watch({"/etc/pki"}));
    make_directory("/etc");
    EXPECT_TRUE(poked());
    write("/etc/pki", "x");
    EXPECT_TRUE(poked());
    EXPECT_TRUE(files().remove("/etc/pki"));
    (void)quiet();
    make_directory("/etc/pki");
    EXPECT_TRUE(poked());
    write("/etc/pki/a", "x");
    EXPECT_TRUE(poked());
}

TEST_P(FileWatcherContract, ADirectoryThatGoesAndComesBackIsWatchedAgain) {
    make_directory("/etc/a/b");
    ASSERT_TRUE(watch({"/etc/a/b"}));
    world_->erase_tree("/etc/a/b");
    EXPECT_TRUE(poked()) << "gone";
    make_directory("/etc/a/b");
    EXPECT_TRUE(poked()) << "back";
    write("/etc/a/b/x", "x");
    EXPECT_TRUE(poked());
    world_->erase_tree("/etc");
    EXPECT_TRUE(poked()) << "gone with its parents";
    make_directory("/etc");
    EXPECT_TRUE(poked()) << "its first parent is back";
    world_->erase_tree("/etc");
    EXPECT_TRUE(poked()) << "what it was awaited through is gone";
    make_directory("/etc/a/b");
    EXPECT_TRUE(poked()) << "back with its parents at once";
    EXPECT_TRUE(quiet());
    write("/etc/a/b/x", "x");
    EXPECT_TRUE(poked());
}

TEST_P(FileWatcherContract, ANewSetReplacesTheOldOne) {
    for (const std::string name : {"/a", "/b", "/c"}) make_directory(name);
    write("/c/unwatched", "x");
    EXPECT_TRUE(quiet()) << "before the first set";
    ASSERT_TRUE(watch({"/a", "/b"}));
    ASSERT_TRUE(watch({"/b", "/c"}));
    EXPECT_TRUE(quiet());
    write("/a/x", "x");
    EXPECT_TRUE(quiet());
    write("/b/x", "x");
    EXPECT_TRUE(poked());
    write("/c/x", "x");
    EXPECT_TRUE(poked());
    ASSERT_TRUE(watch({}));
    write("/c/x", "y");
    EXPECT_TRUE(quiet());
    ASSERT_TRUE(watch({"/c"}));
    write("/c/x", "z");
    EXPECT_TRUE(poked());
}

TEST_P(FileWatcherContract, AChangeJustBeforeANewSetIsNotLost) {
    make_directory("/a");
    ASSERT_TRUE(watch({"/a"}));
    write("/a/x", "x");
    ASSERT_TRUE(watch({"/a", "/b"}));
    EXPECT_TRUE(poked());
}

TEST_P(FileWatcherContract, TheSameSetAgainChangesNothing) {
    make_directory("/a");
    ASSERT_TRUE(watch({"/a", "/b"}));
    ASSERT_TRUE(watch({"/b", "/a", "/a"}));
    EXPECT_TRUE(quiet());
    write("/a/x", "x");
    ASSERT_TRUE(watch({"/a", "/b"}));
    EXPECT_TRUE(poked());
    EXPECT_TRUE(quiet());
    make_directory("/b");
    EXPECT_TRUE(poked());
}

TEST_P(FileWatcherContract, AfterItsEndNothingPokes) {
    make_directory("/a");
    ASSERT_TRUE(watch({"/a"}));
    write("/a/x", "x");
    EXPECT_TRUE(poked());
    world_->destroy_watcher();
    write("/a/x", "y");
    EXPECT_TRUE(quiet());
}

template <class Some>
std::unique_ptr<World> make(fakes::EventLoop& loop, async::WakeFlag& wake) {
    return std::make_unique<Some>(loop, wake);
}

INSTANTIATE_TEST_SUITE_P(All, FileWatcherContract,
                         testing::Values(Kind{"Inotify", make<RealWorld>}, Kind{"Fake", make<FakeWorld>}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace planekeeper::file_watcher_contract_test
