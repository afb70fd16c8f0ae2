#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace planekeeper {

/// A SHA-256, kept as 64 lower-case hexadecimal characters.
class Digest {
public:
    Digest() = default;

    [[nodiscard]] static Digest of(std::string_view bytes);
    /// Takes a text that hex() gave. Precondition: 64 hexadecimal characters.
    [[nodiscard]] static Digest from_hex(std::string hex);

    [[nodiscard]] const std::string& hex() const noexcept { return hex_; }
    /// The first twelve characters: enough to tell generations apart in a table.
    [[nodiscard]] std::string short_hex() const { return hex_.substr(0, 12); }
    [[nodiscard]] bool empty() const noexcept { return hex_.empty(); }

    friend auto operator<=>(const Digest&, const Digest&) = default;

private:
    std::string hex_;
};

/// Standard base64 with padding (RFC 4648 section 4), no line breaks.
[[nodiscard]] std::string base64(std::string_view bytes);

/// Reverses base64() as Go's StdEncoding does: padding is required, line breaks are skipped, any other character gives
/// nullopt.
[[nodiscard]] std::optional<std::string> decoded_base64(std::string_view text);

/// Lower-case hexadecimal.
[[nodiscard]] std::string hexadecimal(std::string_view bytes);

}  // namespace planekeeper
