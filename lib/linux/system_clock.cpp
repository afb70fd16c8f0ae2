#include "linux/system_clock.hpp"

#include <sys/timex.h>

namespace planekeeper::linux_edges {

namespace {

constexpr auto life_of_a_release = std::chrono::years{20};

bool synchronised() {
    timex query{};  // no modes: only asks
    const int state = ::adjtimex(&query);
    return state >= 0 && state != TIME_ERROR && (query.status & STA_UNSYNC) == 0;
}

}  // namespace

Now SystemClock::now() const {
    Now now;
    now.system = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    now.steady = std::chrono::steady_clock::now();
    now.synchronised = synchronised();
    const bool plausible = now.system >= floor_ && now.system - floor_ < life_of_a_release;
    now.trusted = now.synchronised || plausible;
    return now;
}

}  // namespace planekeeper::linux_edges
