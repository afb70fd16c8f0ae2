#include "base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <utility>

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
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                    reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return out;
}

}  // namespace planekeeper
