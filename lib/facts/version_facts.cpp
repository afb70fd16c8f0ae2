#include "facts/version_facts.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "facts/api_facts.hpp"
#include "facts/flag_rendering.hpp"
#include "facts/node_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

void add_marks(VersionFacts& facts, int minor) {
    for (const auto& mark : node_marks()) {
        const bool holds = mark.minors.contains(minor);
        if (mark.kind == MarkKind::label) {
            if (holds) facts.control_plane_labels.emplace_back(mark.key);
            continue;
        }
        const model::Taint taint{.key = std::string{mark.key}, .value = "", .effect = "NoSchedule"};
        if (holds) facts.control_plane_taints.push_back(taint);
        if (mark.minors.last < minor) facts.former_taints.push_back(taint);
    }
}

VersionFacts gathered(int minor) {
    VersionFacts facts{.admission_plugins = default_plugins(minor),
                       .has_pod_security_policy = pod_security_policy_minors().contains(minor)};
    for (const auto& row : rendered_switches()) {
        if (!row.minors.contains(minor)) continue;
        auto& switches = row.kind == SwitchKind::feature_gate ? facts.feature_gates : facts.runtime_config;
        switches.emplace(row.name, row.value);
    }
    add_marks(facts, minor);
    return facts;
}

using Table = std::array<VersionFacts, newest_minor - oldest_minor + 1>;

const Table& facts_by_minor() {
    static const Table table = [] {
        Table all;
        for (int minor = oldest_minor; minor <= newest_minor; ++minor) {
            all.at(static_cast<std::size_t>(minor - oldest_minor)) = gathered(minor);
        }
        return all;
    }();
    return table;
}

}  // namespace

bool supported(const model::KubernetesVersion& version) {
    return version.major == 1 && version.minor >= oldest_minor && version.minor <= newest_minor;
}

std::string supported_versions() { return fmt::format("{} to {}", minor_name(oldest_minor), minor_name(newest_minor)); }

const VersionFacts& version_facts(const model::KubernetesVersion& version) {
    return facts_by_minor().at(static_cast<std::size_t>(version.minor - oldest_minor));
}

std::string release_url(model::ComponentId id, const model::KubernetesVersion& version, std::string_view architecture) {
    // release_facts() has the pattern and its source; v1.20.1 is there for linux/arm64 and linux/amd64.
    return fmt::format("https://dl.k8s.io/{}/bin/linux/{}/{}", model::to_string(version), architecture, to_string(id));
}

}  // namespace planekeeper::kubernetes
