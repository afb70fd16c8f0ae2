#include "linux/systemd_notifier.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace planekeeper::linux_edges {

namespace {

FileDescriptor connect_to(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.empty() || (name.front() != '/' && name.front() != '@') || name.size() >= sizeof address.sun_path)
        return {};
    std::ranges::copy(name, address.sun_path);
    const bool abstract = name.front() == '@';
    if (abstract) address.sun_path[0] = '\0';
    const auto length = offsetof(sockaddr_un, sun_path) + name.size() + (abstract ? 0 : 1);
    FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return {};
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(length)) != 0) {
        return {};
    }
    return socket;
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

template <class Number>
std::optional<Number> number(const std::string& text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

SystemdNotifier::SystemdNotifier(const std::string& socket, std::optional<std::chrono::microseconds> watchdog)
    : socket_(connect_to(socket)), watchdog_(watchdog) {}

SystemdNotifier SystemdNotifier::from_environment() {
    const auto socket = environment("NOTIFY_SOCKET");
    const auto interval = number<std::int64_t>(environment("WATCHDOG_USEC"));
    const auto pid = number<pid_t>(environment("WATCHDOG_PID"));
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
    std::optional<std::chrono::microseconds> watchdog;
    if (interval && *interval > 0 && (!pid || *pid == ::getpid())) watchdog = std::chrono::microseconds(*interval);
    return SystemdNotifier(socket, watchdog);
}

void SystemdNotifier::ready() { send("READY=1"); }

void SystemdNotifier::reloading() {
    // Type=notify-reload compares this stamp with systemd's own clock.
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds = std::int64_t{now.tv_sec} * 1'000'000 + std::int64_t{now.tv_nsec} / 1000;
    send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", microseconds));
}

void SystemdNotifier::stopping() { send("STOPPING=1"); }

void SystemdNotifier::status(const std::string& line) {
    auto text = line;
    std::ranges::replace(text, '\n', ' ');  // a newline would start another assignment
    send(fmt::format("STATUS={}", text));
}

void SystemdNotifier::watchdog() { send("WATCHDOG=1"); }

void SystemdNotifier::send(const std::string& message) const {
    if (socket_) (void)::send(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL);
}

}  // namespace planekeeper::linux_edges
