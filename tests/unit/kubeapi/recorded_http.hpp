#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "edges/http_client.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/identities.hpp"

namespace planekeeper::kubeapi {

/// Gives recorded answers in order and keeps the requests.
class RecordedHttp {
public:
    RecordedHttp() {
        static const auto authority = fakes::new_authority();
        auto peer = fakes::local_peer(6443, authority);
        if (!client_.set_peer(std::move(peer))) throw std::logic_error("the peer is not usable");
    }

    void answer(int status, std::string body) {
        edges::HttpResponse response;
        response.status = status;
        response.body = std::move(body);
        answers_.emplace_back(std::move(response));
    }
    void answer(Error error) { answers_.emplace_back(fail(std::move(error))); }

    [[nodiscard]] edges::HttpClient& client() noexcept { return client_; }
    [[nodiscard]] const std::vector<edges::HttpRequest>& requests() const noexcept { return client_.requests(); }
    /// "METHOD target" of each request.
    [[nodiscard]] std::vector<std::string> asked() const {
        std::vector<std::string> lines;
        for (const auto& request : requests()) lines.push_back(request.method + " " + request.target);
        return lines;
    }

private:
    Result<edges::HttpResponse> next() {
        if (answers_.empty()) return fail(ErrorKind::bug, "nothing recorded for this request");
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        return answer;
    }

    std::deque<Result<edges::HttpResponse>> answers_;
    fakes::FakeHttpClient client_{[this](const edges::HttpRequest& /*request*/) { return next(); }};
};

/// Runs a coroutine to its end on its own event loop and returns its result.
template <class T>
T run(boost::asio::awaitable<T> task) {
    boost::asio::io_context loop(1);
    std::optional<T> result;
    auto keep = [&result](const std::exception_ptr& error, T value) {
        if (error) std::rethrow_exception(error);
        result.emplace(std::move(value));
    };
    boost::asio::co_spawn(loop, std::move(task), std::move(keep));
    loop.run();
    return std::move(result).value();
}

}  // namespace planekeeper::kubeapi
