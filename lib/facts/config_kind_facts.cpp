#include "facts/config_kind_facts.hpp"

#include <array>

#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view running_servers = "running servers";

constexpr auto encryption = std::to_array<EncryptionFact>({
    {"providers aescbc, aesgcm, secretbox, identity",
     {20, still},
     "keys of 16, 24 or 32 bytes; secretbox: 32",
     running_servers},
    {"provider kms, apiVersion v1", {20, still}, "deprecated in v1.28; from v1.29 on with the gate KMSv1", "KEP-3299"},
    {"provider kms, apiVersion v2", {25, still}, "alpha in v1.25, beta in v1.27, stable in v1.29", "KEP-3299"},
    {"resources \"*.*\" and \"*.GROUP\"", {27, still}, {}, "kubernetes CHANGELOG-1.27"},
    {"an unknown or a second key in the file is an error",
     {31, still},
     "before, the last of two counted",
     "kubernetes commit b0c3a41fa"},
    {"a changed file is read again",
     {26, still},
     "with --encryption-provider-config-automatic-reload=true",
     "running v1.36.3: 37 s"},
});

}  // namespace

std::span<const ConfigKindFact> config_kind_facts() { return measured::kube_apiserver::config_kinds; }

const ConfigKindFact* stable_kind(std::string_view kind, int minor) {
    const ConfigKindFact* newest = nullptr;
    for (const auto& row : config_kind_facts()) {
        const bool preliminary = row.api_version.contains("alpha") || row.api_version.contains("beta");
        if (row.kind == kind && row.accepted.contains(minor) && !preliminary) newest = &row;
    }
    return newest;
}

std::span<const EncryptionFact> encryption_facts() { return encryption; }

}  // namespace planekeeper::kubernetes
