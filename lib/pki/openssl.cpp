#include "pki/openssl.hpp"

namespace planekeeper::pki {

std::unexpected<Error> openssl_failure(ErrorKind kind, std::string what) {
    const unsigned long code = ERR_get_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    if (reason != nullptr) {
        what += " (";
        what += reason;
        what += ')';
    }
    return fail(kind, std::move(what));
}

std::string text_of(BIO* memory) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory, &bytes);
    return size <= 0 ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

}  // namespace planekeeper::pki
