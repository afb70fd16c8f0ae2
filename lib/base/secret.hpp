#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace planekeeper {

/// Overwrites memory in a way the compiler may not remove.
void wipe(std::string& bytes) noexcept;

/// Bytes that must never be printed: private keys, encryption keys, kubeconfigs. There is no stream or format
/// operator, no implicit conversion and no implicit copy; the memory is wiped when the value dies.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string bytes) noexcept : bytes_(std::move(bytes)) {}
    Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { wipe(other.bytes_); }
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe(bytes_); }

    /// A deliberate copy.
    [[nodiscard]] Secret clone() const { return Secret(bytes_); }

    /// The bytes, for writing to a 0600 file or handing to OpenSSL. Never log what this returns.
    [[nodiscard]] std::string_view reveal() const noexcept { return bytes_; }
    [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

private:
    std::string bytes_;
};

}  // namespace planekeeper
