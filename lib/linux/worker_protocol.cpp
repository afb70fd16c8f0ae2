#include "linux/worker_protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace planekeeper::linux_edges {

namespace asio = boost::asio;

namespace {

constexpr std::size_t header_size = 5;
/// Larger than any output limit in use, so a greater length is invalid.
constexpr std::size_t longest_payload = 64UL * 1024 * 1024;

Error gone(const boost::system::error_code& error) {
    if (error == asio::error::operation_aborted) return {ErrorKind::cancelled, "stopped"};
    return {ErrorKind::transient, fmt::format("the connection ended early: {}", error.message())};
}

std::optional<std::size_t> number(const std::string& text) {
    std::size_t value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || text.empty()) return std::nullopt;
    return value;
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

// A zero byte ends each field, because no argument, variable or path can contain one. The fields: time, limit,
// directory, number of arguments, arguments, environment.

std::string request_payload(const edges::ProcessSpec& spec) {
    std::string payload;
    const auto add = [&payload](std::string_view field) {
        payload += field;
        payload += '\0';
    };
    add(std::to_string(spec.timeout.count()));
    add(std::to_string(spec.output_limit));
    add(spec.working_directory);
    add(std::to_string(spec.argv.size()));
    for (const auto& word : spec.argv) add(word);
    for (const auto& variable : spec.environment) add(variable);
    return payload;
}

Result<edges::ProcessSpec> request_from(const std::string& payload) {
    std::vector<std::string> fields;
    for (std::size_t begin = 0, end = 0; (end = payload.find('\0', begin)) != std::string::npos; begin = end + 1) {
        fields.push_back(payload.substr(begin, end - begin));
    }
    constexpr std::size_t fixed = 4;
    if (fields.size() <= fixed) return fail(ErrorKind::invalid, "not a request");
    const auto time = number(fields[0]);
    const auto limit = number(fields[1]);
    const auto words = number(fields[3]);
    if (!time || !limit || !words || *words == 0 || *words > fields.size() - fixed) {
        return fail(ErrorKind::invalid, "not a request");
    }
    edges::ProcessSpec spec;
    spec.timeout = std::chrono::milliseconds{*time};
    spec.output_limit = *limit;
    spec.working_directory = std::move(fields[2]);
    const auto argv = std::span(fields).subspan(fixed);
    std::ranges::move(argv.first(*words), std::back_inserter(spec.argv));
    std::ranges::move(argv.subspan(*words), std::back_inserter(spec.environment));
    return spec;
}

std::string failure_payload(const Error& error) {
    return static_cast<char>('0' + std::to_underlying(error.kind())) + error.text();
}

Error failure_from(const std::string& payload) {
    constexpr auto last = std::to_underlying(ErrorKind::bug);
    const int kind = payload.empty() ? -1 : payload.front() - '0';
    if (kind < 0 || kind > last) return {ErrorKind::transient, "the worker says what it should not"};
    return {ErrorKind{kind}, payload.substr(1)};
}

}  // namespace planekeeper::linux_edges
