// Tells many stories of disturbed nodes and says which rules were broken.

#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <deque>
#include <fstream>
#include <iostream>
#include <string>

#include "story.hpp"
#include "trial.hpp"

namespace planekeeper::proof {
namespace {

struct Options {
    std::uint64_t first = 1;
    std::uint64_t seeds = 1000;
    int minutes = 0;
    std::size_t jobs = 2;
    std::string story;
    std::string found;
    bool is_loud = false;
};

/// Stories of earlier failures, one a line; "#" begins a comment.
std::vector<Story> stories_in(const std::string& file) {
    std::vector<Story> stories;
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        const auto story = story_from(line);
        if (!story) throw std::runtime_error(file + ": no story: " + line);
        stories.push_back(*story);
    }
    return stories;
}

/// Starts stories as long as there are any, some beside each other, and counts.
class Swarm {
public:
    explicit Swarm(const Options& options) : options_(options) {}

    void tell(const Story& story, const std::string& name) {
        if (running_.size() >= options_.jobs) finish_one();
        running_.push_back({trial_.start(story), story, name});
    }
    void finish() {
        while (!running_.empty()) finish_one();
    }
    [[nodiscard]] std::size_t told() const { return told_; }
    [[nodiscard]] std::size_t failed() const { return failed_; }

private:
    struct Told {
        Trial::Running running;
        Story story;
        std::string name;
    };

    void finish_one() {
        const auto told = std::move(running_.front());
        running_.pop_front();
        ++told_;
        const auto broken = trial_.finish(told.running);
        if (!broken) return;
        ++failed_;
        const auto shortest = trial_.shortest(told.story, *broken);
        std::cout << told.name << ": " << *broken << "\n  swarm --story '" << to_string(shortest) << "'" << std::endl;
    }

    const Options& options_;
    Trial trial_;
    std::deque<Told> running_;
    std::size_t told_ = 0;
    std::size_t failed_ = 0;
};

int run(const Options& options) {
    spdlog::set_level(options.is_loud ? spdlog::level::info : spdlog::level::off);
    make_keys_follow_from(1);
    const auto begin = std::chrono::steady_clock::now();
    Swarm swarm{options};
    if (!options.found.empty()) {
        for (const auto& story : stories_in(options.found)) swarm.tell(story, "an earlier failure");
    }
    if (!options.story.empty()) {
        const auto story = story_from(options.story);
        if (!story) throw std::runtime_error("no story: " + options.story);
        swarm.tell(*story, "the story");
    } else {
        const auto end = begin + std::chrono::minutes{options.minutes};
        const auto more = [&](std::uint64_t seed) {
            return options.minutes > 0 ? std::chrono::steady_clock::now() < end : seed < options.first + options.seeds;
        };
        for (auto seed = options.first; more(seed); ++seed) {
            swarm.tell(story_of(seed), "seed " + std::to_string(seed));
        }
    }
    swarm.finish();
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << swarm.told() << " stories in " << static_cast<long>(seconds) << " s\n"
              << swarm.told() - swarm.failed() << " passed, " << swarm.failed() << " failed" << std::endl;
    return swarm.failed() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace planekeeper::proof

int main(int count, char** arguments) {
    planekeeper::proof::Options options;
    CLI::App program("Disturbs simulated nodes at random and checks what no disturbance may break");
    program.add_option("--first", options.first, "first seed")->capture_default_str();
    program.add_option("--seeds", options.seeds, "number of seeds")->capture_default_str();
    program.add_option("--minutes", options.minutes, "go on with further seeds for this time, whatever --seeds says");
    program.add_option("--jobs", options.jobs)->check(CLI::PositiveNumber)->capture_default_str();
    program.add_option("--story", options.story, "this story alone");
    program.add_option("--found", options.found, "a file of stories to tell first")->check(CLI::ExistingFile);
    program.add_flag("--loud", options.is_loud, "show the daemon's log");
    CLI11_PARSE(program, count, arguments);
    try {
        return planekeeper::proof::run(options);
    } catch (const std::exception& error) {
        std::cerr << "swarm: " << error.what() << "\n";
        return 1;
    }
}
