#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <thread>

#include "cli/run.hpp"
#include "linux/hardening.hpp"
#include "linux/unix_http_client.hpp"
#include "local_plan.hpp"
#include "machine.hpp"

namespace {

using namespace planekeeper;

volatile std::sig_atomic_t interrupted = 0;
volatile std::sig_atomic_t streaming = 0;

/// A stream may end at once: it waits in the kernel, and all received events have been flushed.
void on_interrupt(int) {
    if (streaming != 0) _exit(cli::exit_ok);
    interrupted = 1;
}

/// Only commands that wait ask this. A signal ends all others, as usual.
bool was_interrupted() {
    static const bool caught = [] {
        return std::signal(SIGINT, on_interrupt) != SIG_ERR && std::signal(SIGTERM, on_interrupt) != SIG_ERR;
    }();
    return caught && interrupted != 0;
}

class SocketClient final : public cli::DaemonClient {
public:
    explicit SocketClient(const std::string& path) : http_(path) {}

    Result<cli::DaemonReply> get(const std::string& target) override { return request("GET", target); }
    Result<cli::DaemonReply> post(const std::string& target) override { return request("POST", target); }
    Result<void> stream(const std::string& target, const std::function<bool(std::string_view)>& on_event) override {
        if (was_interrupted()) return {};
        streaming = 1;
        auto ended = http_.stream(target, on_event);
        streaming = 0;
        return ended;
    }

private:
    Result<cli::DaemonReply> request(const std::string& method, const std::string& target) {
        auto response = http_.request(method, target);
        if (!response) return fail(std::move(response.error()));
        return cli::DaemonReply{response->status, std::move(response->body)};
    }

    linux_edges::UnixHttpClient http_;
};

int terminal_rows() {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

/// Sleeps in slices, because a signal may come between the check and the wait.
void sleep_unless_interrupted(std::chrono::milliseconds duration) {
    constexpr std::chrono::milliseconds slice{50};
    for (; interrupted == 0 && duration.count() > 0; duration -= slice) std::this_thread::sleep_for(slice);
}

cli::Environment environment_of_this_process() {
    const char* no_color = std::getenv("NO_COLOR");
    return {.in = std::cin,
            .out = std::cout,
            .err = std::cerr,
            .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
            .no_color = no_color != nullptr && *no_color != '\0',
            .version = PLANEKEEPER_VERSION,
            .architecture = go_architecture(),
            .connect = [](const std::string& path) { return std::make_unique<SocketClient>(path); },
            .local_plan = local_plan(),
            .now = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); },
            .terminal_rows = terminal_rows,
            .interrupted = was_interrupted,
            .sleep = sleep_unless_interrupted};
}

}  // namespace

int main(int argc, char** argv) {
    try {
        // A plan without the daemon reads key material.
        if (const auto hardened = linux_edges::harden_process(); !hardened) {
            std::cerr << "planekeeper: " << hardened.error().text() << "\n";
            return cli::exit_error;
        }
        auto environment = environment_of_this_process();
        return cli::run(argc, argv, environment);
    } catch (const std::exception& error) {
        std::cerr << "planekeeper: " << error.what() << "\n";
        return cli::exit_error;
    }
}
