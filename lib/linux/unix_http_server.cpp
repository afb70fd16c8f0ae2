#include "linux/unix_http_server.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <optional>
#include <vector>

#include "linux/event_descriptor.hpp"
#include "linux/unix_http_session.hpp"
#include "linux/unix_socket.hpp"

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
using boost::system::error_code;
using Protocol = asio::local::stream_protocol;
using Session = std::shared_ptr<UnixHttpSession>;

namespace {

constexpr std::uint32_t nobody = 65534;
constexpr std::chrono::milliseconds pause_after_failure{100};
constexpr std::string_view too_many =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

class UnixHttpServer::Implementation : public std::enable_shared_from_this<Implementation> {
public:
    Implementation(const asio::any_io_executor& executor, UnixHttpServerOptions options,
                   edges::LocalResponder responder)
        : options_(std::move(options)), responder_(std::move(responder)), acceptor_(executor), pause_(executor) {}

    Result<void> start() {
        auto listener = UnixListener::bind(options_.path, options_.group);
        if (!listener) return fail(std::move(listener.error()));
        listener_.emplace(std::move(*listener));
        error_code error;
        acceptor_.assign(Protocol(), listener_->release(), error);
        if (error) {
            return fail(Error::from_errno(error.value(), fmt::format("epoll_ctl for {}{}", options_.path,
                                                                     exhausted_limit("epoll_ctl", error.value()))));
        }
        accept();
        return {};
    }

    void stop() {
        stopped_ = true;
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        listener_.reset();
        for (const auto& session : std::exchange(sessions_, {})) session->close();
    }

    void publish(std::string_view chunk) {
        for (const auto& session : std::vector<Session>(sessions_)) session->publish(chunk);
    }

    [[nodiscard]] std::size_t clients() const noexcept { return sessions_.size(); }

private:
    void accept() {
        acceptor_.async_accept([self = shared_from_this()](const error_code& error, Protocol::socket socket) {
            if (self->stopped_) return;
            if (error) {
                // Usually descriptors or memory ran out. The client still waits, and an immediate retry would spin.
                self->accept_later();
                return;
            }
            self->admit(std::move(socket));
            self->accept();
        });
    }

    void accept_later() {
        pause_.expires_after(pause_after_failure);
        pause_.async_wait([self = shared_from_this()](const error_code&) {
            if (!self->stopped_) self->accept();
        });
    }

    [[nodiscard]] bool has_place(std::uint32_t user) const {
        if (user == 0) return sessions_.size() < options_.clients;
        const auto of_user =
            std::ranges::count_if(sessions_, [&](const auto& session) { return session->peer().uid == user; });
        const auto of_root =
            std::ranges::count_if(sessions_, [](const auto& session) { return session->peer().uid == 0; });
        const auto of_others = sessions_.size() - static_cast<std::size_t>(of_root);
        return sessions_.size() < options_.clients && of_others + options_.places_of_root < options_.clients &&
               static_cast<std::size_t>(of_user) < options_.clients_per_user;
    }

    void admit(Protocol::socket socket) {
        const auto peer = peer_of(socket.native_handle(), listener_->group());
        if (!peer || peer->uid == nobody) return;
        if (!has_place(peer->uid)) {
            (void)::send(socket.native_handle(), too_many.data(), too_many.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            return;
        }
        const auto executor = acceptor_.get_executor();
        const auto session = std::make_shared<UnixHttpSession>(std::move(socket), *peer, options_);
        sessions_.push_back(session);
        auto on_end = [self = shared_from_this(), session](const std::exception_ptr& failure) {
            std::erase(self->sessions_, session);
            if (failure) std::rethrow_exception(failure);
        };
        edges::LocalResponder responder = [self = shared_from_this()](const auto& request, const auto& who) {
            if (!self->stopped_) return self->responder_(request, who);
            edges::LocalResponse stopping;
            stopping.status = 503;
            return stopping;
        };
        asio::co_spawn(executor, session->serve(std::move(responder)), std::move(on_end));
    }

    UnixHttpServerOptions options_;
    edges::LocalResponder responder_;
    Protocol::acceptor acceptor_;
    asio::steady_timer pause_;
    std::optional<UnixListener> listener_;
    std::vector<Session> sessions_;
    bool stopped_ = false;
};

UnixHttpServer::UnixHttpServer(asio::any_io_executor executor, UnixHttpServerOptions options,
                               edges::LocalResponder responder)
    : implementation_(std::make_shared<Implementation>(executor, std::move(options), std::move(responder))) {}

UnixHttpServer::~UnixHttpServer() { stop(); }

Result<void> UnixHttpServer::start() { return implementation_->start(); }
void UnixHttpServer::stop() { implementation_->stop(); }
void UnixHttpServer::publish(std::string_view chunk) { implementation_->publish(chunk); }
std::size_t UnixHttpServer::clients() const noexcept { return implementation_->clients(); }

}  // namespace planekeeper::linux_edges
