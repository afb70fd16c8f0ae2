#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fakes/event_loop.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/identities.hpp"
#include "fakes/tls_server.hpp"
#include "linux/https_client.hpp"

namespace planekeeper::contract {

inline constexpr std::uint16_t nobodys_port = 1;

/// A client and two servers with the same answers; nullopt is silence.
class HttpWorld {
public:
    using Answer = std::optional<edges::HttpResponse>;

    HttpWorld() = default;
    HttpWorld(const HttpWorld&) = delete;
    HttpWorld& operator=(const HttpWorld&) = delete;
    virtual ~HttpWorld() = default;
    [[nodiscard]] virtual edges::HttpClient& client() = 0;
    [[nodiscard]] virtual std::uint16_t port(std::size_t server) = 0;
    virtual void set_answer(Answer answer) = 0;
    /// The requests to a server so far.
    [[nodiscard]] virtual std::vector<edges::HttpRequest> asked(std::size_t server) = 0;

    [[nodiscard]] edges::HttpsPeer peer(std::uint16_t port) const { return fakes::local_peer(port, authority_); }

protected:
    fakes::Identity authority_ = fakes::new_authority();
    Answer answer_;
    std::vector<std::vector<edges::HttpRequest>> asked_ = std::vector<std::vector<edges::HttpRequest>>(2);
};

class RealHttpWorld final : public HttpWorld {
public:
    explicit RealHttpWorld(fakes::EventLoop& loop) : client_(loop.executor()) {
        const auto identity = fakes::issue(fakes::server_request(), authority_);
        for (std::size_t server = 0; server < asked_.size(); ++server) {
            servers_.push_back(std::make_unique<fakes::TlsServer>(fakes::TlsServerOptions{
                .authority_pem = authority_.certificate,
                .certificate_pem = identity.certificate,
                .key_pem = std::string(identity.key.reveal()),
                .answer = [this, server](const edges::HttpRequest& request) { return serve(server, request); }}));
        }
    }
    edges::HttpClient& client() override { return client_; }
    std::uint16_t port(std::size_t server) override { return servers_.at(server)->port(); }
    void set_answer(Answer answer) override {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(answer);
    }
    std::vector<edges::HttpRequest> asked(std::size_t server) override {
        const std::lock_guard lock(mutex_);
        return asked_.at(server);
    }

private:
    Answer serve(std::size_t server, const edges::HttpRequest& request) {
        const std::lock_guard lock(mutex_);
        asked_.at(server).push_back(request);
        return answer_;
    }

    std::mutex mutex_;  // each server has its own thread
    linux_edges::HttpsClient client_;
    std::vector<std::unique_ptr<fakes::TlsServer>> servers_;
};

class FakeHttpWorld final : public HttpWorld {
public:
    explicit FakeHttpWorld(fakes::EventLoop& /*loop*/) {}
    edges::HttpClient& client() override { return client_; }
    std::uint16_t port(std::size_t server) override { return static_cast<std::uint16_t>(7000 + server); }
    void set_answer(Answer answer) override {
        client_.set_silent(!answer);
        answer_ = std::move(answer);
    }
    std::vector<edges::HttpRequest> asked(std::size_t server) override { return asked_.at(server); }

private:
    Result<edges::HttpResponse> serve(const edges::HttpRequest& request) {
        const auto port = client_.peers().back().port;
        if (port == nobodys_port) return fail(fakes::FakeHttpClient::refused());
        const auto& peer = client_.peers().back();
        const bool trusted = peer.authority_pem == authority_.certificate && !peer.certificate_pem.empty();
        if (!trusted) return fail(fakes::FakeHttpClient::rejected());
        asked_.at(port - 7000U).push_back(request);
        return answer_.value_or(edges::HttpResponse{});
    }

    fakes::FakeHttpClient client_{[this](const edges::HttpRequest& request) { return serve(request); }};
};

}  // namespace planekeeper::contract
