#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "edges/process_runner.hpp"

namespace planekeeper::fakes {

/// Programs that are functions. The script may return a ProcessOutcome or an Error (`fail(...)`); on_line gets the
/// lines of `errors`.
class FakeProcessRunner final : public edges::ProcessRunner {
public:
    using Script = std::function<Result<edges::ProcessOutcome>(const edges::ProcessSpec&)>;

    explicit FakeProcessRunner(Script script) : script_(std::move(script)) {}

    void set_script(Script script) { script_ = std::move(script); }
    /// The argv of every program run so far.
    [[nodiscard]] const std::vector<std::vector<std::string>>& calls() const noexcept { return calls_; }
    void forget_calls() { calls_.clear(); }

    [[nodiscard]] boost::asio::awaitable<Result<edges::ProcessOutcome>> run(edges::ProcessSpec spec) override {
        // A real program never ends before its caller has given way to the loop.
        const auto executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        calls_.push_back(spec.argv);
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
    std::vector<std::vector<std::string>> calls_;
};

}  // namespace planekeeper::fakes
