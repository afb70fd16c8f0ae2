#include "status_socket.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "status/snapshot_json.hpp"

namespace planekeeper::bench {

namespace {

int connected(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) return -1;
    std::ranges::copy(path, std::begin(address.sun_path));
    const int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_fd < 0) return -1;
    const timeval patience{10, 0};
    setsockopt(socket_fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (connect(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return socket_fd;
    close(socket_fd);
    return -1;
}

std::string answer_to(int socket_fd, const std::string& text) {
    std::string answer;
    if (send(socket_fd, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) return answer;
    std::array<char, 65536> part{};
    for (;;) {
        const ssize_t size = recv(socket_fd, part.data(), part.size(), 0);
        if (size <= 0) return answer;
        answer.append(part.data(), static_cast<std::size_t>(size));
    }
}

}  // namespace

std::optional<std::string> StatusSocket::request(const std::string& method, const std::string& target) const {
    const int socket_fd = connected(path_);
    if (socket_fd < 0) return std::nullopt;
    const std::string answer = answer_to(socket_fd, method + " " + target +
                                                        " HTTP/1.1\r\nHost: planekeeper\r\nContent-Length: 0\r\n"
                                                        "Connection: close\r\n\r\n");
    close(socket_fd);
    const std::size_t body = answer.find("\r\n\r\n");
    if (!answer.starts_with("HTTP/1.1 2") || body == std::string::npos) return std::nullopt;
    return answer.substr(body + 4);
}

std::optional<model::Snapshot> StatusSocket::status() const {
    const auto body = request("GET", "/v1/status");
    if (!body) return std::nullopt;
    auto snapshot = status::snapshot_from_json(*body);
    if (!snapshot) return std::nullopt;
    return std::move(*snapshot);
}

}  // namespace planekeeper::bench
