#include "linux/storage.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>

#include "fakes/temporary_directory.hpp"

namespace planekeeper::linux_edges::storage_test {
namespace {

/// Mounts a tmpfs and unmounts it at the end. Needs a right that a container may not have.
class InMemory {
public:
    InMemory() : mounted_(::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=1m") == 0) {}
    InMemory(const InMemory&) = delete;
    InMemory& operator=(const InMemory&) = delete;
    ~InMemory() {
        if (mounted_) ::umount2(directory_.path().c_str(), MNT_DETACH);
    }
    [[nodiscard]] bool mounted() const noexcept { return mounted_; }
    [[nodiscard]] const std::string& path() const noexcept { return directory_.path(); }

private:
    fakes::TemporaryDirectory directory_;
    bool mounted_;
};

TEST(Storage, MemoryForgets) {
    const InMemory memory;
    if (!memory.mounted()) GTEST_SKIP() << "may not mount";

    const auto storage = storage_of(memory.path());

    ASSERT_TRUE(storage);
    EXPECT_EQ(storage->kind, "tmpfs");
    EXPECT_TRUE(storage->forgets);
    EXPECT_FALSE(storage->network);
}

TEST(Storage, AnOverlayIsWhatIsBelowIt) {
    const InMemory memory;
    const fakes::TemporaryDirectory merged;
    for (const auto* name : {"lower", "an upper", "work"})
        std::filesystem::create_directory(memory.path() + "/" + name);
    const auto options = "lowerdir=" + memory.path() + "/lower,upperdir=" + memory.path() +
                         "/an upper,workdir=" + memory.path() + "/work";
    if (!memory.mounted() || ::mount("overlay", merged.path().c_str(), "overlay", 0, options.c_str()) != 0) {
        GTEST_SKIP() << "may not mount";
    }
    std::filesystem::create_directory(merged.path() + "/below");

    const auto storage = storage_of(merged.path() + "/below");

    ::umount2(merged.path().c_str(), MNT_DETACH);
    ASSERT_TRUE(storage);
    EXPECT_TRUE(storage->forgets);
    EXPECT_EQ(storage->kind, "an overlay whose upper directory is in memory");
}

TEST(Storage, OfNothingIsAnError) { EXPECT_FALSE(storage_of("/nowhere/at/all")); }

}  // namespace
}  // namespace planekeeper::linux_edges::storage_test
