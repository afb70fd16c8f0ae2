#include "daemon_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>  // kill
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace planekeeper::bench {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

/// This program's environment with the given NAME=VALUE entries in front.
std::vector<std::string> environment_with(std::vector<std::string> entries) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
        if (!std::string_view(*entry).starts_with("NOTIFY_SOCKET=")) entries.emplace_back(*entry);
    }
    return entries;
}

int bound_socket(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) throw std::runtime_error("too long for a socket: " + path);
    std::ranges::copy(path, std::begin(address.sun_path));
    const int socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_fd < 0 || bind(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        throw std::runtime_error("cannot listen on " + path);
    }
    return socket_fd;
}

bool says_ready(std::string_view datagram) {
    return datagram == "READY=1" || datagram.starts_with("READY=1\n") ||
           datagram.find("\nREADY=1") != std::string_view::npos;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                           int output) {
    std::vector<std::string> words = arguments;
    std::vector<std::string> variables = environment_with(environment);
    const std::vector<char*> argv = pointers(words);
    const std::vector<char*> envp = pointers(variables);
    started_at_ = Clock::now();
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    if (pid_ == 0) {
        if (output >= 0) dup2(output, STDOUT_FILENO);
        execve(argv.front(), argv.data(), envp.data());
        _exit(127);
    }
}

ChildProcess::~ChildProcess() {
    if (!running()) return;
    kill(pid_, SIGTERM);
    const auto deadline = Clock::now() + std::chrono::seconds(10);
    while (running() && Clock::now() < deadline) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (!running()) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

bool ChildProcess::running() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) != 0) pid_ = -1;
    return pid_ > 0;
}

void ChildProcess::wait() {
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

DaemonProcess::DaemonProcess(const std::string& program, const std::vector<std::string>& options) {
    const std::string socket_path = (directory_.path() / "notify").string();
    notifications_ = bound_socket(socket_path);
    std::vector<std::string> arguments{program};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const std::vector<std::string> environment{"NOTIFY_SOCKET=" + socket_path};
    child_.emplace(arguments, environment, -1);
}

DaemonProcess::~DaemonProcess() {
    child_.reset();  // it may still report its end
    close(notifications_);
}

std::optional<Duration> DaemonProcess::wait_until_ready() {
    const auto deadline = Clock::now() + std::chrono::minutes(1);
    while (Clock::now() < deadline && child_->running()) {
        pollfd waited{notifications_, POLLIN, 0};
        if (poll(&waited, 1, 100) <= 0) continue;
        const auto arrived = Clock::now();
        std::array<char, 4096> datagram{};
        const ssize_t size = recv(notifications_, datagram.data(), datagram.size(), 0);
        if (size > 0 && says_ready({datagram.data(), static_cast<std::size_t>(size)})) {
            return arrived - child_->started_at();
        }
    }
    return std::nullopt;
}

}  // namespace planekeeper::bench
