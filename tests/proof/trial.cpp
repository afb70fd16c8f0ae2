#include "trial.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <poll.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "random.hpp"

namespace planekeeper::proof {

namespace {

constexpr auto story_limit = std::chrono::seconds{60};
constexpr int broken_code = 1;

Random key_random{0};

int fill(unsigned char* bytes, int count) {
    for (int i = 0; i < count; ++i) bytes[i] = static_cast<unsigned char>(key_random.next() >> 56U);
    return 1;
}

/// "an irreplaceable key is never lost" of "an irreplaceable key is never lost: replace /…"
std::string rule_of(const std::string& broken) { return broken.substr(0, broken.find(": ")); }

[[noreturn]] void tell_and_exit(World& world, const Story& story, int answer) {
    std::optional<std::string> broken;
    try {
        broken = world.tell(story.steps);
    } catch (const std::exception& error) {
        broken = std::string{"nothing is thrown: "} + error.what();
    }
    if (broken) {
        const auto written = ::write(answer, broken->data(), broken->size());
        ::_exit(written < 0 ? 2 : broken_code);
    }
    ::_exit(0);
}

}  // namespace

void make_keys_follow_from(std::uint64_t seed) {
    key_random = Random{seed};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    static const RAND_METHOD method{
        .seed = nullptr, .bytes = fill, .cleanup = nullptr, .add = nullptr, .pseudorand = fill, .status = [] {
            return 1;
        }};
    if (RAND_set_rand_method(&method) != 1) throw std::runtime_error("OpenSSL takes no random numbers");
#pragma GCC diagnostic pop
}

Trial::Trial() {
    for (const auto name : beginnings()) {
        auto world = std::make_unique<World>(name);
        if (world->invariants.broken())
            throw std::runtime_error(std::string{name} + ": " + *world->invariants.broken());
        worlds_.emplace(name, std::move(world));
    }
}

Trial::Running Trial::start(const Story& story) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const auto process = ::fork();
    if (process < 0) throw std::runtime_error("no process");
    if (process == 0) tell_and_exit(*worlds_.at(story.beginning), story, ends[1]);
    ::close(ends[1]);
    return {.process = process, .answer = ends[0], .deadline = std::chrono::steady_clock::now() + story_limit};
}

std::optional<std::string> Trial::finish(const Running& running) {
    std::string answer;
    bool hangs = false;
    for (;;) {
        const auto left = running.deadline - std::chrono::steady_clock::now();
        pollfd waited{.fd = running.answer, .events = POLLIN, .revents = 0};
        // Its end may have been waiting for a while.
        const auto time = std::max<long>(std::chrono::ceil<std::chrono::milliseconds>(left).count(), 0);
        hangs = ::poll(&waited, 1, static_cast<int>(time)) == 0;
        if (hangs) break;
        std::array<char, 4096> part{};
        const auto count = ::read(running.answer, part.data(), part.size());
        if (count <= 0) break;
        answer.append(part.data(), static_cast<std::size_t>(count));
    }
    if (hangs) ::kill(running.process, SIGKILL);
    ::close(running.answer);
    int status = 0;
    ::waitpid(running.process, &status, 0);
    if (hangs) return "a story ends: it ran for more than a minute";
    if (WIFSIGNALED(status)) return "the daemon does not crash: signal " + std::to_string(WTERMSIG(status));
    if (WEXITSTATUS(status) == 0) return std::nullopt;
    return answer.empty() ? "the daemon does not crash: exit " + std::to_string(WEXITSTATUS(status)) : answer;
}

Story Trial::shortest(Story story, const std::string& broken) {
    for (std::size_t size = story.steps.size() / 2; size > 0; size /= 2) {
        for (std::size_t at = 0; at + size <= story.steps.size();) {
            auto shorter = story;
            const auto first = shorter.steps.begin() + static_cast<std::ptrdiff_t>(at);
            shorter.steps.erase(first, first + static_cast<std::ptrdiff_t>(size));
            const auto still = tell(shorter);
            if (still && rule_of(*still) == rule_of(broken)) {
                story = std::move(shorter);
            } else {
                at += size;
            }
        }
    }
    return story;
}

}  // namespace planekeeper::proof
