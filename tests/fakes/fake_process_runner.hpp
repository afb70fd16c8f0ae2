#pragma once

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "edges/process_runner.hpp"

namespace planekeeper::fakes {

/// Runs functions in place of programs. The script returns a ProcessOutcome or an Error (`fail(...)`); on_line receives
/// the lines of `errors`.
class FakeProcessRunner final : public edges::ProcessRunner {
public:
    using Script = std::function<Result<edges::ProcessOutcome>(const edges::ProcessSpec&)>;

    explicit FakeProcessRunner(Script script) : script_(std::move(script)) {}

    void set_script(Script script) { script_ = std::move(script); }
    /// While `still_runs` returns true, a started program has not ended.
    void set_still_runs(std::function<bool(const edges::ProcessSpec&)> still_runs) {
        still_runs_ = std::move(still_runs);
    }
    /// The argv of every program run so far.
    [[nodiscard]] const std::vector<std::vector<std::string>>& calls() const noexcept { return calls_; }
    void forget_calls() { calls_.clear(); }
    /// "NAME=value" of every variable that a program received.
    [[nodiscard]] const std::vector<std::string>& environment() const noexcept { return environment_; }

    [[nodiscard]] boost::asio::awaitable<Result<edges::ProcessOutcome>> run(edges::ProcessSpec spec) override {
        const auto executor = co_await boost::asio::this_coro::executor;
        const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        const auto state = co_await boost::asio::this_coro::cancellation_state;
        const auto is_cancelled = [&] { return state.cancelled() != boost::asio::cancellation_type::none; };
        calls_.push_back(spec.argv);
        environment_.insert(environment_.end(), spec.environment.begin(), spec.environment.end());
        // A real run always yields to the loop before it returns.
        do {
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
        } while (!is_cancelled() && still_runs_ && still_runs_(spec));
        co_await boost::asio::this_coro::throw_if_cancelled(throws);
        if (is_cancelled()) co_return fail(ErrorKind::cancelled, spec.argv.front() + ": stopped");
        auto outcome = script_(spec);
        if (outcome && spec.on_line) {
            std::string_view rest = outcome->errors;
            while (!rest.empty()) {
                const auto end = rest.find('\n');
                spec.on_line(rest.substr(0, end));
                rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            }
        }
        co_return outcome;
    }

private:
    Script script_;
    std::function<bool(const edges::ProcessSpec&)> still_runs_;
    std::vector<std::vector<std::string>> calls_;
    std::vector<std::string> environment_;
};

}  // namespace planekeeper::fakes
