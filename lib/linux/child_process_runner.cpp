#include "linux/child_process_runner.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>

#include "linux/spawn.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
using edges::ProcessOutcome;
using edges::ProcessSpec;

namespace {

constexpr std::chrono::seconds grace{2};
constexpr std::size_t longest_line = 64 * 1024;

/// Cuts a stream into lines, and also cuts lines that are too long.
class LineSplitter {
public:
    explicit LineSplitter(const std::function<void(std::string_view)>& on_line) : on_line_(on_line) {}

    void feed(std::string_view bytes) {
        if (!on_line_) return;
        while (!bytes.empty()) {
            const auto end = bytes.find('\n');
            partial_ += bytes.substr(0, end);
            bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
            if (end != std::string_view::npos || partial_.size() >= longest_line) flush();
        }
    }
    void finish() {
        if (!partial_.empty()) flush();
    }

private:
    void flush() {
        on_line_(partial_);
        partial_.clear();
    }

    const std::function<void(std::string_view)>& on_line_;
    std::string partial_;
};

/// One running child. The handlers keep it alive; destroying it in any state kills the group and reaps the child.
class Child : public std::enable_shared_from_this<Child> {
public:
    Child(const asio::any_io_executor& executor, ProcessSpec spec, Spawned spawned)
        : spec_(std::move(spec)),
          pid_(spawned.pid),
          pidfd_(executor, spawned.pidfd.release()),
          output_(executor, spawned.output.release()),
          errors_(executor, spawned.errors.release()),
          timer_(executor),
          ended_(executor, asio::steady_timer::time_point::max()),
          lines_(spec_.on_line) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (!reaped_) kill_and_reap();
    }

    void start() {
        read(output_, &Child::take_output);
        read(errors_, &Child::take_errors);
        timer_.expires_after(spec_.timeout);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (!error) self->end(ErrorKind::transient);
        });
        pidfd_.async_wait(asio::posix::descriptor_base::wait_read,
                          [self = shared_from_this()](const boost::system::error_code& error) {
                              if (!error) self->on_exit();
                          });
    }

    /// Sends SIGTERM to the group, and SIGKILL to survivors after a grace time. `reason` becomes the error's kind.
    void end(ErrorKind reason) {
        if (reaped_ || reason_) return;
        reason_ = reason;
        ::kill(-pid_, SIGTERM);
        timer_.expires_after(grace);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (!error && !self->reaped_) ::kill(-self->pid_, SIGKILL);
        });
    }

    [[nodiscard]] bool ended() const noexcept { return reaped_; }
    [[nodiscard]] asio::steady_timer& ended_event() noexcept { return ended_; }

    [[nodiscard]] Result<ProcessOutcome> result() {
        const auto& name = spec_.argv.front();
        if (reason_ == ErrorKind::cancelled) return fail(ErrorKind::cancelled, fmt::format("{}: stopped", name));
        if (reason_) {
            return fail(ErrorKind::transient, fmt::format("{}: no end after {} ms", name, spec_.timeout.count()));
        }
        return std::move(outcome_);
    }

private:
    using Take = void (Child::*)(std::string_view);

    void read(asio::posix::stream_descriptor& stream, Take take) {
        stream.async_wait(asio::posix::descriptor_base::wait_read,
                          [self = shared_from_this(), &stream, take](const boost::system::error_code& error) {
                              // Reads one buffer at a time: a flood of output must not block the loop.
                              if (!error && self->read_some(stream, take)) self->read(stream, take);
                          });
    }

    /// False: the stream has ended.
    bool read_some(asio::posix::stream_descriptor& stream, Take take) {
        std::array<char, 65536> buffer;
        const auto got = ::read(stream.native_handle(), buffer.data(), buffer.size());
        if (got < 0) return errno == EAGAIN || errno == EINTR;
        if (got == 0) return false;
        (this->*take)({buffer.data(), static_cast<std::size_t>(got)});
        return true;
    }

    void take_output(std::string_view bytes) {
        const auto room = spec_.output_limit - std::min(spec_.output_limit, outcome_.output.size());
        outcome_.output += bytes.substr(0, room);
    }

    void take_errors(std::string_view bytes) {
        lines_.feed(bytes);
        auto& kept = outcome_.errors;
        kept += bytes;
        // The text is not cut at each read, because a cut copies it.
        if (kept.size() > 2 * spec_.output_limit) kept.erase(0, kept.size() - spec_.output_limit);
    }

    /// Reads what is in the pipe now. The number of reads has a limit, because a descendant may go on writing.
    void drain(asio::posix::stream_descriptor& stream, Take take) {
        for (int reads = 0; reads < 64; ++reads) {
            std::array<char, 65536> buffer;
            const auto got = ::read(stream.native_handle(), buffer.data(), buffer.size());
            if (got <= 0) return;
            (this->*take)({buffer.data(), static_cast<std::size_t>(got)});
        }
    }

    void on_exit() {
        // The child is still a zombie, so no other group can have its group number yet.
        if (reason_) ::kill(-pid_, SIGKILL);
        siginfo_t info{};
        while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) < 0 && errno == EINTR) {
        }
        reaped_ = true;
        outcome_.exit_code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
        drain(output_, &Child::take_output);
        drain(errors_, &Child::take_errors);
        lines_.finish();
        if (outcome_.errors.size() > spec_.output_limit) {
            outcome_.errors.erase(0, outcome_.errors.size() - spec_.output_limit);
        }
        output_.close();
        errors_.close();
        pidfd_.close();
        timer_.cancel();
        ended_.cancel();
    }

    void kill_and_reap() {
        ::kill(-pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }

    ProcessSpec spec_;
    pid_t pid_;
    asio::posix::stream_descriptor pidfd_;
    asio::posix::stream_descriptor output_;
    asio::posix::stream_descriptor errors_;
    asio::steady_timer timer_;
    asio::steady_timer ended_;
    LineSplitter lines_;
    ProcessOutcome outcome_;
    std::optional<ErrorKind> reason_;
    bool reaped_ = false;
};

std::vector<std::string> complete_environment(std::vector<std::string> environment) {
    for (const std::string name : {"PATH", "HOME"}) {
        const auto prefix = fmt::format("{}=", name);
        const auto given = [&](const std::string& entry) { return entry.starts_with(prefix); };
        if (std::ranges::any_of(environment, given)) continue;
        if (const char* value = std::getenv(name.c_str())) environment.push_back(prefix + value);
    }
    return environment;
}

}  // namespace

asio::awaitable<Result<ProcessOutcome>> ChildProcessRunner::run(ProcessSpec spec) {
    const auto executor = co_await asio::this_coro::executor;
    auto spawned = spawn(spec.argv, complete_environment(spec.environment), spec.working_directory);
    if (!spawned) {
        co_await asio::post(executor, asio::use_awaitable);
        co_return fail(std::move(spawned.error()));
    }
    const auto child = std::make_shared<Child>(executor, std::move(spec), std::move(*spawned));
    child->start();

    // A cancelled coroutine would throw at its next co_await, but this one must first wait for the child.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!child->ended()) {
        boost::system::error_code ignored;
        co_await child->ended_event().async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        if (!child->ended()) child->end(ErrorKind::cancelled);
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return child->result();
}

}  // namespace planekeeper::linux_edges
