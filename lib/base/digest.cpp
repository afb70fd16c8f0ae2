#include "base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <utility>

#include "base/secret.hpp"

namespace planekeeper {

std::string hexadecimal(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 0x0fU];
    }
    return out;
}

Digest Digest::of(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> raw{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), raw.data());
    Digest digest;
    digest.hex_ = hexadecimal({reinterpret_cast<const char*>(raw.data()), raw.size()});
    return digest;
}

Digest Digest::from_hex(std::string hex) {
    Digest digest;
    digest.hex_ = std::move(hex);
    return digest;
}

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3), '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                    static_cast<int>(bytes.size()));
    return out;
}

std::optional<std::string> decoded_base64(std::string_view text) {
    std::string digits;
    digits.reserve(text.size());
    for (const char c : text) {
        if (c != '\r' && c != '\n') digits += c;
    }
    // OpenSSL passes over blanks and takes '=' anywhere; Go does neither.
    const auto data = std::string_view{digits}.substr(0, digits.find_last_not_of('=') + 1);
    const auto padding = digits.size() - data.size();
    const bool well_formed = digits.size() % 4 == 0 && padding <= 2 && data.find_first_of("= \t\v\f-") == data.npos;
    std::string out(digits.size() / 4 * 3, '\0');
    const int length = well_formed ? EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                                     reinterpret_cast<const unsigned char*>(digits.data()),
                                                     static_cast<int>(digits.size()))
                                   : -1;
    wipe(digits);
    if (length < 0) return std::nullopt;
    out.resize(static_cast<std::size_t>(length) - padding);
    return out;
}

}  // namespace planekeeper
