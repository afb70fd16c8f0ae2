#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace planekeeper {

/// What a failure means for the caller. The kind alone decides whether something is tried again.
enum class ErrorKind {
    transient,   ///< may pass by itself (a socket that is not there yet, ENOSPC): retried with backoff
    invalid,     ///< the input is wrong (desired state, file content): waits for a new input
    not_found,   ///< the thing asked for does not exist
    conflict,    ///< something else is there, and planekeeper must not replace it
    permission,  ///< EACCES, EPERM, HTTP 401 and 403
    terminal,    ///< cannot succeed with these inputs: not tried again before they change
    cancelled,   ///< planekeeper was asked to stop
    bug,         ///< a broken promise inside planekeeper
};

[[nodiscard]] std::string_view to_string(ErrorKind kind) noexcept;

/// True when the same observation may succeed if it is repeated.
[[nodiscard]] bool may_pass(ErrorKind kind) noexcept;

/// A failure as a value: its kind, what happened, and what was being done, outermost last.
class Error {
public:
    Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

    /// From errno: ENOENT and ENOTDIR are not_found; EEXIST, ELOOP and EISDIR conflict; EACCES, EPERM and EROFS
    /// permission; ECANCELED cancelled; all else transient.
    [[nodiscard]] static Error from_errno(int error_number, std::string_view what);

    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
    [[nodiscard]] const std::string& message() const noexcept { return message_; }

    /// Adds what was being attempted ("reading /etc/x"); call it on the way up.
    [[nodiscard]] Error during(std::string what) &&;

    /// "outermost: …: message", one line.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const Error&, const Error&) = default;

private:
    ErrorKind kind_;
    std::string message_;
    std::vector<std::string> during_;
};

}  // namespace planekeeper
