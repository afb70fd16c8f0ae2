#pragma once

#include <expected>
#include <string>

namespace planekeeper::spec {

/// Why a value is not accepted; the reader adds the place.
struct Complaint {
    std::string message;
    std::string hint;
    friend bool operator==(const Complaint&, const Complaint&) = default;
};

/// A value in its final form, or why not.
template <class T>
using Checked = std::expected<T, Complaint>;

[[nodiscard]] inline std::unexpected<Complaint> refuse(std::string message, std::string hint = {}) {
    return std::unexpected(Complaint{std::move(message), std::move(hint)});
}

}  // namespace planekeeper::spec
