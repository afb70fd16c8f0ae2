#pragma once

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "edges/http_client.hpp"
#include "linux/client_tls.hpp"

namespace planekeeper::fakes {

/// The server is a function that returns an HttpResponse or an Error. Everything else is as in the real client
/// (tests/contract): checks of the peer, one request at a time, the largest body, silence, cancellation.
class FakeHttpClient final : public edges::HttpClient {
public:
    using Script = std::function<Result<edges::HttpResponse>(const edges::HttpRequest&)>;

    explicit FakeHttpClient(Script script) : script_(std::move(script)) {}

    void set_script(Script script) { script_ = std::move(script); }
    /// While set, requests reach the server, but its answer never comes.
    void set_silent(bool silent) { silent_ = silent; }
    [[nodiscard]] const std::vector<edges::HttpRequest>& requests() const noexcept { return requests_; }
    void forget_requests() { requests_.clear(); }
    /// The peers set so far, the current one last.
    [[nodiscard]] const std::vector<edges::HttpsPeer>& peers() const noexcept { return peers_; }
    /// For scripts: the real client's error when nobody listens.
    [[nodiscard]] static Error refused() { return {ErrorKind::transient, "connection refused"}; }
    /// For scripts: the error when either side rejects the other's certificate.
    [[nodiscard]] static Error rejected() {
        return {ErrorKind::permission, "server certificate not accepted: certificate has expired"};
    }

    /// The new client answers with this client's present script.
    [[nodiscard]] std::unique_ptr<edges::HttpClient> another() const override {
        return std::make_unique<FakeHttpClient>(script_);
    }
    [[nodiscard]] Result<void> set_peer(edges::HttpsPeer peer) override {
        if (busy_) return fail(ErrorKind::bug, "a new peer during a request");
        if (auto usable = linux_edges::client_tls(peer); !usable) return fail(std::move(usable.error()));
        peers_.push_back(std::move(peer));
        return {};
    }

    [[nodiscard]] boost::asio::awaitable<Result<edges::HttpResponse>> request(edges::HttpRequest request) override {
        namespace asio = boost::asio;
        if (busy_) co_return fail(ErrorKind::bug, "two requests at once");
        if (peers_.empty()) co_return fail(ErrorKind::bug, "a request without a peer");
        const Busy busy(busy_);
        const bool throws = co_await asio::this_coro::throw_if_cancelled();
        co_await asio::this_coro::throw_if_cancelled(false);

        // A real request always yields to the loop before it returns.
        const auto executor = co_await asio::this_coro::executor;
        co_await asio::post(executor, asio::use_awaitable);
        const auto before = co_await asio::this_coro::cancellation_state;
        Result<edges::HttpResponse> result = fail(ErrorKind::cancelled, "request stopped");
        if (before.cancelled() == asio::cancellation_type::none) {
            requests_.push_back(request);
            result = bounded(script_(request));
            was_taken_ = result || result.error() != refused();
            if (silent_) {
                asio::steady_timer timer(executor, request.timeout);
                boost::system::error_code ignored;
                co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
                result = fail(ErrorKind::transient, "no answer in time");
            }
        }
        const auto after = co_await asio::this_coro::cancellation_state;
        if (!result && after.cancelled() != asio::cancellation_type::none) {
            result = fail(ErrorKind::cancelled, "request stopped");
        }
        co_await asio::this_coro::throw_if_cancelled(throws);
        co_return result;
    }

    [[nodiscard]] bool was_taken() const override { return was_taken_; }

private:
    class Busy {
    public:
        explicit Busy(bool& flag) : flag_(flag) { flag_ = true; }
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;
        ~Busy() { flag_ = false; }

    private:
        bool& flag_;
    };

    static Result<edges::HttpResponse> bounded(Result<edges::HttpResponse> answer) {
        constexpr std::size_t limit = 8 * 1024 * 1024;
        if (answer && answer->body.size() > limit) return fail(ErrorKind::transient, "answer larger than 8 MiB");
        return answer;
    }

    Script script_;
    bool silent_ = false;
    bool was_taken_ = false;
    bool busy_ = false;
    std::vector<edges::HttpRequest> requests_;
    std::vector<edges::HttpsPeer> peers_;
};

}  // namespace planekeeper::fakes
