#include "base/secret.hpp"

#include <openssl/crypto.h>

namespace planekeeper {

void wipe(std::string& bytes) noexcept {
    // The capacity too: a shortened string keeps its old tail there.
    OPENSSL_cleanse(bytes.data(), bytes.capacity());
    bytes.clear();
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe(bytes_);
        bytes_ = std::move(other.bytes_);
        wipe(other.bytes_);
    }
    return *this;
}

}  // namespace planekeeper
