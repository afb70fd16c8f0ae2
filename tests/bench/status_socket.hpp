#pragma once

#include <optional>
#include <string>

#include "model/snapshot.hpp"

namespace planekeeper::bench {

/// The daemon's unix socket, one connection per request, blocking.
class StatusSocket {
public:
    explicit StatusSocket(std::string path) : path_(std::move(path)) {}

    /// The body of a 2xx answer; nullopt for any other.
    [[nodiscard]] std::optional<std::string> request(const std::string& method, const std::string& target) const;
    [[nodiscard]] std::optional<model::Snapshot> status() const;

private:
    std::string path_;
};

}  // namespace planekeeper::bench
