#pragma once

#include <string>
#include <vector>

#include "edges/file_watcher.hpp"

namespace planekeeper::fakes {

/// Remembers what it was asked to watch; the test pokes the wake flag itself.
class FakeFileWatcher final : public edges::FileWatcher {
public:
    [[nodiscard]] const std::vector<std::string>& directories() const noexcept { return directories_; }

    [[nodiscard]] Result<void> watch(const std::vector<std::string>& directories) override {
        directories_ = directories;
        return {};
    }

private:
    std::vector<std::string> directories_;
};

}  // namespace planekeeper::fakes
