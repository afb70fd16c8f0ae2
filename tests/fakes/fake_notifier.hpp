#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "edges/notifier.hpp"

namespace planekeeper::fakes {

/// Records the calls in order: "ready", "reloading", "stopping", "status TEXT", "watchdog".
class FakeNotifier final : public edges::Notifier {
public:
    [[nodiscard]] const std::vector<std::string>& calls() const noexcept { return calls_; }

    void ready() override { calls_.emplace_back("ready"); }
    void reloading() override { calls_.emplace_back("reloading"); }
    void stopping() override { calls_.emplace_back("stopping"); }
    void status(const std::string& line) override {
        auto text = line;
        std::ranges::replace(text, '\n', ' ');
        calls_.push_back("status " + text);
    }
    void watchdog() override { calls_.emplace_back("watchdog"); }

private:
    std::vector<std::string> calls_;
};

}  // namespace planekeeper::fakes
