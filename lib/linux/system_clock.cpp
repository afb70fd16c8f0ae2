#include "linux/system_clock.hpp"

#include <sys/timex.h>

namespace planekeeper::linux_edges {

namespace {

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
    now.trusted = now.system >= floor_ || synchronised();
    return now;
}

}  // namespace planekeeper::linux_edges
