#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <sstream>

#include "kubeapi/facts.hpp"
#include "kubeapi/status_error.hpp"

namespace planekeeper::kubeapi {

namespace {

constexpr std::size_t most_checks = 8;

/// The text of each failed check: "etcd failed: reason withheld" of "[-]etcd failed: reason withheld".
std::vector<std::string> failures_of_checks(const std::string& body) {
    std::istringstream lines(body);
    std::vector<std::string> failures;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("[-]")) failures.push_back(printable(line.substr(3)));
    }
    return failures;
}

/// Lists as many failures as fit, and counts the rest.
std::string listed(const std::vector<std::string>& failures) {
    const auto shown = std::span{failures}.first(std::min(failures.size(), most_checks));
    const auto text = fmt::format("{}", fmt::join(shown, "; "));
    return failures.size() <= most_checks ? text : fmt::format("{}; and {} more", text, failures.size() - most_checks);
}

}  // namespace

Health health_of(const edges::HttpResponse& response) {
    Health health;
    health.status = response.status;
    health.ok = response.status == 200;
    if (health.ok) return health;
    const auto failures = failures_of_checks(response.body);
    for (const auto& failure : failures) health.failed_checks.push_back(failure.substr(0, failure.find(' ')));
    health.detail = failures.empty() ? status_error(response).message() : listed(failures);
    return health;
}

bool names_store(const Health& health) {
    // "etcd", "etcd-readiness"; from v1.33 on also "etcd-override-0", of etcd-servers-overrides.
    return std::ranges::any_of(health.failed_checks,
                               [](const auto& check) { return check == "etcd" || check.starts_with("etcd-"); });
}

}  // namespace planekeeper::kubeapi
