#pragma once

#include <string>
#include <vector>

#include "edges/local_server.hpp"

namespace planekeeper::fakes {

/// Keeps what was published.
class FakeLocalServer final : public edges::LocalServer {
public:
    [[nodiscard]] const std::vector<std::string>& published() const noexcept { return published_; }

    void publish(std::string_view chunk) override { published_.emplace_back(chunk); }

private:
    std::vector<std::string> published_;
};

}  // namespace planekeeper::fakes
