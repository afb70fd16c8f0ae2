#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "async/wake_flag.hpp"
#include "edges/file_watcher.hpp"
#include "fakes/fake_file_system.hpp"

namespace planekeeper::fakes {

/// Watches a FakeFileSystem and pokes at once for the changes for which the real watcher pokes (tests/contract). The
/// file system and the wake flag must outlive it.
class FakeFileWatcher final : public edges::FileWatcher {
public:
    FakeFileWatcher(FakeFileSystem& files, async::WakeFlag& wake) : files_(files), wake_(wake) {
        files_.listen(this, [this](const std::string& path, FakeFileSystem::Change change) {
            if (concerns(path, change)) wake_.poke();
        });
    }
    ~FakeFileWatcher() override { files_.stop_listening(this); }

    [[nodiscard]] const std::vector<std::string>& directories() const noexcept { return directories_; }

    [[nodiscard]] Result<void> watch(const std::vector<std::string>& directories) override {
        directories_ = directories;
        return {};
    }

private:
    [[nodiscard]] bool concerns(const std::string& path, FakeFileSystem::Change change) const {
        return std::ranges::any_of(directories_, [&](const std::string& directory) {
            if (path == directory || FakeFileSystem::parent_of(path) == directory) return true;
            // `path` is a parent: when it appears or disappears, the watched directory may do so too.
            return change != FakeFileSystem::Change::metadata && directory.starts_with(path + "/");
        });
    }

    FakeFileSystem& files_;
    async::WakeFlag& wake_;
    std::vector<std::string> directories_;
};

}  // namespace planekeeper::fakes
