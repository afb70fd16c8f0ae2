#include "linux/worker_process_runner.hpp"

#include <fmt/format.h>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>

#include "linux/worker_protocol.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
using boost::system::error_code;
using edges::ProcessOutcome;
using edges::ProcessSpec;

namespace {

/// The worker itself ends its program at the timeout. A worker that has not answered this much later is stuck.
constexpr std::chrono::seconds patience{30};
/// Time for SIGTERM, two seconds, SIGKILL, and some more for a busy board.
constexpr std::chrono::seconds farewell{10};

void close_after(asio::steady_timer& timer, std::chrono::milliseconds time, LocalSocket& socket) {
    timer.expires_after(time);
    timer.async_wait([&socket](const error_code& error) {
        if (!error) socket.cancel();
    });
}

/// Reads the worker's frames until the last one.
asio::awaitable<Result<ProcessOutcome>> listen(LocalSocket* socket, const ProcessSpec* spec) {
    ProcessOutcome outcome;
    for (;;) {
        auto frame = co_await read_frame(socket);
        if (!frame) co_return fail(std::move(frame).error());
        switch (frame->kind) {
            case FrameKind::line:
                if (spec->on_line) spec->on_line(frame->payload);
                break;
            case FrameKind::output: outcome.output = std::move(frame->payload); break;
            case FrameKind::errors: outcome.errors = std::move(frame->payload); break;
            case FrameKind::failure: co_return fail(failure_from(frame->payload));
            case FrameKind::exit_code: {
                const auto& text = frame->payload;
                std::from_chars(text.data(), text.data() + text.size(), outcome.exit_code);
                co_return outcome;
            }
            case FrameKind::request:
            default: co_return fail(ErrorKind::transient, "the worker says what it should not");
        }
    }
}

}  // namespace

asio::awaitable<Result<ProcessOutcome>> WorkerProcessRunner::run(ProcessSpec spec) {
    if (spec.argv.empty()) co_return fail(ErrorKind::bug, "no program to run");
    // A cancelled coroutine would throw at its next co_await, but this one must first see the program end.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto outcome = co_await attempt(std::move(spec));
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return outcome;
}

asio::awaitable<Result<ProcessOutcome>> WorkerProcessRunner::attempt(ProcessSpec spec) {
    const auto name = fmt::format("{} by the worker at {}", spec.argv.front(), path_);
    const auto state = co_await asio::this_coro::cancellation_state;
    const auto is_cancelled = [&state] { return state.cancelled() != asio::cancellation_type::none; };
    LocalSocket socket(co_await asio::this_coro::executor);
    error_code error;
    const asio::local::stream_protocol::endpoint endpoint(path_);
    co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
    if (is_cancelled()) co_return fail(ErrorKind::cancelled, fmt::format("{}: stopped", name));
    if (error) {
        co_return fail(ErrorKind::transient,
                       fmt::format("{}: {}; is the socket unit active? (systemctl status 'planekeeper-*')", name,
                                   error.message()));
    }
    const auto request = encode(FrameKind::request, request_payload(spec));
    co_await asio::async_write(socket, asio::buffer(request), asio::redirect_error(asio::use_awaitable, error));
    if (error && !is_cancelled()) co_return fail(ErrorKind::transient, fmt::format("{}: {}", name, error.message()));

    asio::steady_timer timer(co_await asio::this_coro::executor);
    close_after(timer, spec.timeout + patience, socket);
    Result<ProcessOutcome> outcome;
    if (!is_cancelled()) outcome = co_await listen(&socket, &spec);
    if (is_cancelled()) {
        socket.shutdown(LocalSocket::shutdown_send, error);
        close_after(timer, farewell, socket);
        // Even after a second cancellation this loop must see the program end.
        while (timer.expiry() > std::chrono::steady_clock::now()) {
            const auto end = co_await listen(&socket, &spec);
            if (end || end.error().kind() != ErrorKind::cancelled) break;
        }
        co_return fail(ErrorKind::cancelled, fmt::format("{}: stopped", name));
    }
    if (!outcome && outcome.error().kind() == ErrorKind::cancelled) {
        co_return fail(ErrorKind::transient, fmt::format("{}: no answer from the worker", name));
    }
    if (!outcome) co_return fail(std::move(outcome).error().during(name));
    co_return outcome;
}

}  // namespace planekeeper::linux_edges
