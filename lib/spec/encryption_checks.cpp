#include <fmt/format.h>

#include <algorithm>

#include "facts/encryption_rules.hpp"
#include "spec/findings.hpp"
#include "spec/sections.hpp"
#include "spec/spelling.hpp"

// What the API server of the declared version would refuse in spec.encryption, or would pass over in silence.

namespace planekeeper::spec {

void check_encryption(const model::DesiredState& state, Findings& findings) {
    if (!state.encryption) return;
    const auto& encryption = *state.encryption;
    const int minor = state.version.minor;
    if (encryption.kms && !kubernetes::kms_v2_on_minors.contains(minor)) {
        findings.add_at(
            "spec.encryption.kms",
            fmt::format(
                "planekeeper writes apiVersion: v2 of KMS plugins, which {} does not have or keeps switched off",
                kubernetes::minor_name(minor)),
            "it is there from v1.27 on; until then use aescbc or secretbox");
    }
    const auto place = [](std::size_t at) { return fmt::format("spec.encryption.resources[{}]", at); };
    for (std::size_t i = 0; i < encryption.resources.size(); ++i) {
        if (!encryption.resources[i].contains('*') || kubernetes::wildcard_minors.contains(minor)) continue;
        findings.add_at(
            place(i),
            fmt::format("{} matches nothing in {}", quoted(encryption.resources[i]), kubernetes::minor_name(minor)),
            "wildcards are read from v1.27 on: name the resources");
    }
    const int strictest = std::max(minor, kubernetes::wildcard_minors.first);
    for (const auto& [at, complaint] : kubernetes::resource_complaints(encryption.resources, strictest)) {
        findings.add_at(place(at), complaint, "kube-apiserver does not start with it");
    }
}

}  // namespace planekeeper::spec
