#include "linux/worker_protocol.hpp"

#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

namespace planekeeper::linux_edges {

namespace asio = boost::asio;
using nlohmann::json;

namespace {

constexpr std::size_t header_size = 5;
/// Longer than any output limit in use; a length beyond it is no length.
constexpr std::size_t longest_payload = 64UL * 1024 * 1024;

constexpr std::array kinds{ErrorKind::transient,  ErrorKind::invalid,  ErrorKind::not_found, ErrorKind::conflict,
                           ErrorKind::permission, ErrorKind::terminal, ErrorKind::cancelled, ErrorKind::bug};

Error gone(const boost::system::error_code& error) {
    if (error == asio::error::operation_aborted) return {ErrorKind::cancelled, "stopped"};
    return {ErrorKind::transient, "the connection ended early: " + error.message()};
}

}  // namespace

std::string encode(FrameKind kind, std::string_view payload) {
    std::string bytes(1, static_cast<char>(kind));
    for (unsigned shift = 0; shift < 32; shift += 8) {
        bytes.push_back(static_cast<char>((payload.size() >> shift) & 0xffU));
    }
    bytes += payload;
    return bytes;
}

asio::awaitable<Result<Frame>> read_frame(LocalSocket* socket) {
    std::array<char, header_size> header{};
    boost::system::error_code error;
    co_await asio::async_read(*socket, asio::buffer(header), asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return fail(gone(error));
    std::size_t size = 0;
    for (unsigned i = 4; i >= 1; --i) size = size << 8U | static_cast<unsigned char>(header.at(i));
    if (size > longest_payload) co_return fail(ErrorKind::transient, "the other side sends what is no frame");
    Frame frame;
    frame.kind = FrameKind{header.front()};
    frame.payload.resize(size);
    co_await asio::async_read(*socket, asio::buffer(frame.payload), asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return fail(gone(error));
    co_return frame;
}

std::string request_payload(const edges::ProcessSpec& spec) {
    return json{{"argv", spec.argv},
                {"environment", spec.environment},
                {"workingDirectory", spec.working_directory},
                {"timeoutMilliseconds", spec.timeout.count()},
                {"outputLimit", spec.output_limit}}
        .dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<edges::ProcessSpec> request_from(const std::string& payload) {
    try {
        const auto document = json::parse(payload);
        edges::ProcessSpec spec;
        document.at("argv").get_to(spec.argv);
        document.at("environment").get_to(spec.environment);
        document.at("workingDirectory").get_to(spec.working_directory);
        spec.timeout = std::chrono::milliseconds{document.at("timeoutMilliseconds").get<std::int64_t>()};
        document.at("outputLimit").get_to(spec.output_limit);
        if (spec.argv.empty()) return fail(ErrorKind::invalid, "a request without a program");
        return spec;
    } catch (const json::exception& error) {
        return fail(ErrorKind::invalid, std::string("not a request: ") + error.what());
    }
}

std::string failure_payload(const Error& error) {
    return std::string{to_string(error.kind())} + " " + error.text();
}

Error failure_from(const std::string& payload) {
    const auto space = payload.find(' ');
    const auto text = space == std::string::npos ? payload : payload.substr(space + 1);
    for (const auto kind : kinds) {
        if (payload.substr(0, space) == to_string(kind)) return {kind, text};
    }
    return {ErrorKind::transient, payload};
}

}  // namespace planekeeper::linux_edges
