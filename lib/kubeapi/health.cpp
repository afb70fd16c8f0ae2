#include <fmt/format.h>

#include <sstream>

#include "kubeapi/facts.hpp"
#include "kubeapi/status_error.hpp"

namespace planekeeper::kubeapi {

namespace {

constexpr std::size_t most_checks = 8;

/// "[-]etcd failed: reason withheld" of each check that failed, the rest counted.
std::string failed_checks(const std::string& body) {
    std::istringstream lines(body);
    std::string failed;
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("[-]")) continue;
        if (++count > most_checks) continue;
        if (!failed.empty()) failed += "; ";
        failed += printable(line.substr(3));
    }
    if (count > most_checks) failed += fmt::format("; and {} more", count - most_checks);
    return failed;
}

}  // namespace

Health health_of(const edges::HttpResponse& response) {
    Health health;
    health.status = response.status;
    health.ok = response.status == 200;
    if (health.ok) return health;
    health.detail = failed_checks(response.body);
    if (health.detail.empty()) health.detail = status_error(response).message();
    return health;
}

}  // namespace planekeeper::kubeapi
