#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "world.hpp"

namespace planekeeper::proof {

/// Tells stories, each in a process of its own that begins with a copy of a prepared world. A story that crashes or hangs
/// harms no other.
class Trial {
public:
    /// Prepares a world for each beginning.
    Trial();

    /// A story that is being told.
    struct Running {
        int process = 0;
        int answer = -1;  ///< descriptor
        std::chrono::steady_clock::time_point deadline;
    };

    [[nodiscard]] Running start(const Story& story);
    /// Waits for the end. The rule that was broken, or how the process ended; nullopt: all rules hold.
    [[nodiscard]] std::optional<std::string> finish(const Running& running);
    [[nodiscard]] std::optional<std::string> tell(const Story& story) { return finish(start(story)); }

    /// The shortest story found that breaks the same rule: steps are left out as long as it still does.
    [[nodiscard]] Story shortest(Story story, const std::string& broken);

private:
    std::map<std::string, std::unique_ptr<World>> worlds_;
};

/// From now on OpenSSL's random numbers follow from this seed, in this process.
void make_keys_follow_from(std::uint64_t seed);

}  // namespace planekeeper::proof
