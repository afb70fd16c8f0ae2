#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "edges/process_runner.hpp"

// The protocol between the daemon and a worker: one connection for each program. The daemon sends one request. The
// worker sends lines of stderr as they come, then stdout, stderr and the exit code, or a failure. When the daemon hangs
// up, the worker ends the program. Both are from the same package, so the protocol has no version.

namespace planekeeper::linux_edges {

using LocalSocket = boost::asio::local::stream_protocol::socket;

enum class FrameKind : char { request = 'R', line = 'L', output = 'O', errors = 'E', exit_code = 'X', failure = 'F' };

struct Frame {
    FrameKind kind{};
    std::string payload;
};

/// "kind, length (4 bytes, little endian), payload"
[[nodiscard]] std::string encode(FrameKind kind, std::string_view payload);

/// The next frame. Errors: cancelled, or transient (the other side is gone or sends no valid frame).
[[nodiscard]] boost::asio::awaitable<Result<Frame>> read_frame(LocalSocket* socket);

/// Leaves out `on_line` and `sandbox`: the worker is the sandbox.
[[nodiscard]] std::string request_payload(const edges::ProcessSpec& spec);
[[nodiscard]] Result<edges::ProcessSpec> request_from(const std::string& payload);

/// The kind's number as a digit, then the text.
[[nodiscard]] std::string failure_payload(const Error& error);
[[nodiscard]] Error failure_from(const std::string& payload);

}  // namespace planekeeper::linux_edges
