#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <vector>

#include "edges/http_client.hpp"

namespace planekeeper::fakes {

/// A server that is a function: it may return an HttpResponse or an Error.
class FakeHttpClient final : public edges::HttpClient {
public:
    using Script = std::function<Result<edges::HttpResponse>(const edges::HttpRequest&)>;

    explicit FakeHttpClient(Script script) : script_(std::move(script)) {}

    void set_script(Script script) { script_ = std::move(script); }
    [[nodiscard]] const std::vector<edges::HttpRequest>& requests() const noexcept { return requests_; }
    void forget_requests() { requests_.clear(); }
    /// The peers set so far, the current one last.
    [[nodiscard]] const std::vector<edges::HttpsPeer>& peers() const noexcept { return peers_; }

    [[nodiscard]] Result<void> set_peer(edges::HttpsPeer peer) override {
        peers_.push_back(std::move(peer));
        return {};
    }

    [[nodiscard]] boost::asio::awaitable<Result<edges::HttpResponse>> request(edges::HttpRequest request) override {
        const auto executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        requests_.push_back(request);
        co_return script_(request);
    }

private:
    Script script_;
    std::vector<edges::HttpRequest> requests_;
    std::vector<edges::HttpsPeer> peers_;
};

}  // namespace planekeeper::fakes
