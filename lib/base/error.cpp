#include "base/error.hpp"

#include <cerrno>

namespace planekeeper {

std::string_view to_string(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::transient: return "transient";
        case ErrorKind::invalid: return "invalid";
        case ErrorKind::not_found: return "not found";
        case ErrorKind::conflict: return "conflict";
        case ErrorKind::permission: return "permission";
        case ErrorKind::terminal: return "terminal";
        case ErrorKind::cancelled: return "cancelled";
        case ErrorKind::bug: return "bug";
    }
    return "bug";
}

bool may_pass(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::transient:
        case ErrorKind::permission:
        case ErrorKind::cancelled: return true;
        case ErrorKind::invalid:
        case ErrorKind::not_found:
        case ErrorKind::conflict:
        case ErrorKind::terminal:
        case ErrorKind::bug: return false;
    }
    return false;
}

namespace {

ErrorKind kind_of_errno(int error_number) noexcept {
    switch (error_number) {
        case ENOENT:
        case ENOTDIR: return ErrorKind::not_found;
        case EEXIST: return ErrorKind::conflict;
        case EACCES:
        case EPERM:
        case EROFS: return ErrorKind::permission;
        case ELOOP:
        case EISDIR: return ErrorKind::conflict;
        case ECANCELED: return ErrorKind::cancelled;
        default: return ErrorKind::transient;
    }
}

}  // namespace

Error Error::from_errno(int error_number, std::string_view what) {
    std::string text{what};
    text += ": ";
    text += std::generic_category().message(error_number);
    return {kind_of_errno(error_number), std::move(text)};
}

Error Error::during(std::string what) && {
    during_.push_back(std::move(what));
    return std::move(*this);
}

std::string Error::text() const {
    std::string out;
    for (auto it = during_.rbegin(); it != during_.rend(); ++it) {
        out += *it;
        out += ": ";
    }
    out += message_;
    return out;
}

}  // namespace planekeeper
