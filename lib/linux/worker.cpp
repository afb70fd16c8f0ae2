#include "linux/worker.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <cerrno>

#include "linux/child_process_runner.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;

namespace {

/// A daemon that does not read for so long is stopped or stuck. It will ask again.
constexpr int send_patience_ms = 10'000;

/// Blocks: the worker has nothing else to do, and its program has its own pipe.
bool send(LocalSocket& socket, FrameKind kind, std::string_view payload) {
    const auto frame = encode(kind, payload);
    std::string_view rest = frame;
    while (!rest.empty()) {
        const auto sent = ::send(socket.native_handle(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            rest.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        if (sent == 0 || (errno != EAGAIN && errno != EINTR)) return false;
        pollfd writable{.fd = socket.native_handle(), .events = POLLOUT, .revents = 0};
        if (::poll(&writable, 1, send_patience_ms) == 0) return false;
    }
    return true;
}

void report(LocalSocket& socket, const Result<edges::ProcessOutcome>& outcome) {
    if (!outcome) {
        send(socket, FrameKind::failure, failure_payload(outcome.error()));
        return;
    }
    const bool told =
        send(socket, FrameKind::output, outcome->output) && send(socket, FrameKind::errors, outcome->errors);
    if (told) send(socket, FrameKind::exit_code, std::to_string(outcome->exit_code));
}

/// Limits what a hijacked daemon can do with a unit for one command: no program of the same name from another place, no
/// LD_PRELOAD.
bool allows(const std::vector<std::string>& allowed, const edges::ProcessSpec& spec) {
    const auto& program = spec.argv.front();
    auto command = program;
    for (std::size_t i = 1; i < spec.argv.size(); ++i) command += fmt::format(" {}", spec.argv[i]);
    return std::ranges::any_of(allowed, [&](const std::string& one) {
        if (one.contains(' ')) return one == command && spec.environment.empty();
        return one == program.substr(program.rfind('/') + 1);
    });
}

asio::awaitable<void> run_and_report(LocalSocket* socket, edges::ProcessSpec spec) {
    ChildProcessRunner runner;
    spec.on_line = [socket](std::string_view line) { send(*socket, FrameKind::line, line); };
    const auto outcome = co_await runner.run(std::move(spec));
    report(*socket, outcome);
}

/// The daemon sends nothing after its request, so anything received means that it hung up.
asio::awaitable<void> hang_up(LocalSocket* socket) {
    const auto frame = co_await read_frame(socket);
    (void)frame;
}

}  // namespace

asio::awaitable<void> serve_one_request(LocalSocket socket, std::vector<std::string> allowed) {
    using namespace asio::experimental::awaitable_operators;
    const auto frame = co_await read_frame(&socket);
    if (!frame) co_return;
    auto spec = request_from(frame->payload);
    if (spec && !allows(allowed, *spec)) {
        spec =
            fail(ErrorKind::terminal,
                 fmt::format(
                     "{} is not among the programs that this unit runs; add --allow to its ExecStart= (systemctl edit)",
                     spec->argv.front()));
    }
    if (!spec) {
        const Result<edges::ProcessOutcome> refused = fail(spec.error());
        report(socket, refused);
        co_return;
    }
    co_await (run_and_report(&socket, std::move(*spec)) || hang_up(&socket));
}

}  // namespace planekeeper::linux_edges
