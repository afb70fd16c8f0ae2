#include "facts/config_kind_facts.hpp"

#include <array>

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view config_group_v1 = "apiserver.config.k8s.io/v1";
constexpr std::string_view registered = "k8s.io/apiserver pkg/apis/apiserver/register.go, read in all minors";
constexpr std::string_view structured_authorization = "StructuredAuthorizationConfiguration";
constexpr std::string_view structured_authentication = "StructuredAuthenticationConfiguration";

constexpr auto config_kind_table = std::to_array<ConfigKindFact>({
    {"admission-control-config-file",
     "apiserver.k8s.io/v1alpha1",
     "AdmissionConfiguration",
     {20, still},
     {},
     "legacy",
     registered},
    {"admission-control-config-file", config_group_v1, "AdmissionConfiguration", {20, still}, {}, {}, registered},
    {"admission-control-config-file",
     "pod-security.admission.config.k8s.io/v1alpha1",
     "PodSecurityConfiguration",
     {22, still},
     "PodSecurity",
     "inside AdmissionConfiguration",
     "KEP-2579"},
    {"admission-control-config-file",
     "pod-security.admission.config.k8s.io/v1beta1",
     "PodSecurityConfiguration",
     {23, still},
     {},
     "inside AdmissionConfiguration",
     "KEP-2579"},
    {"admission-control-config-file",
     "pod-security.admission.config.k8s.io/v1",
     "PodSecurityConfiguration",
     {25, still},
     {},
     "inside AdmissionConfiguration",
     "KEP-2579"},
    {"admission-control-config-file",
     "apiserver.config.k8s.io/v1alpha1",
     "WebhookAdmission",
     {20, 35},
     {},
     "inside AdmissionConfiguration",
     "kubernetes CHANGELOG-1.36"},
    {"admission-control-config-file",
     config_group_v1,
     "WebhookAdmissionConfiguration",
     {20, still},
     {},
     "inside AdmissionConfiguration",
     "k8s.io/apiserver webhookadmission/v1/register.go"},
    {"audit-policy-file", "audit.k8s.io/v1alpha1", "Policy", {20, 23}, {}, "deprecated", "kubernetes CHANGELOG-1.24"},
    {"audit-policy-file", "audit.k8s.io/v1beta1", "Policy", {20, 23}, {}, "deprecated", "kubernetes CHANGELOG-1.24"},
    {"audit-policy-file", "audit.k8s.io/v1", "Policy", {20, still}, {}, {}, "k8s.io/apiserver pkg/apis/audit"},
    {"authentication-config",
     "apiserver.config.k8s.io/v1alpha1",
     "AuthenticationConfiguration",
     {29, still},
     structured_authentication,
     {},
     "KEP-3331"},
    {"authentication-config",
     "apiserver.config.k8s.io/v1beta1",
     "AuthenticationConfiguration",
     {30, still},
     structured_authentication,
     {},
     "KEP-3331"},
    {"authentication-config", config_group_v1, "AuthenticationConfiguration", {34, still}, {}, {}, "KEP-3331"},
    {"authorization-config",
     "apiserver.config.k8s.io/v1alpha1",
     "AuthorizationConfiguration",
     {29, still},
     structured_authorization,
     {},
     "KEP-3221"},
    {"authorization-config",
     "apiserver.config.k8s.io/v1beta1",
     "AuthorizationConfiguration",
     {30, still},
     structured_authorization,
     {},
     "KEP-3221"},
    {"authorization-config", config_group_v1, "AuthorizationConfiguration", {32, still}, {}, {}, "KEP-3221"},
    {"encryption-provider-config",
     "v1",
     "EncryptionConfig",
     {20, still},
     {},
     "legacy; registered on purpose, because the documentation once said so",
     registered},
    {"encryption-provider-config", config_group_v1, "EncryptionConfiguration", {20, still}, {}, {}, registered},
});

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

std::span<const ConfigKindFact> config_kind_facts() { return config_kind_table; }

const ConfigKindFact* stable_kind(std::string_view kind, int minor) {
    const ConfigKindFact* newest = nullptr;
    for (const auto& row : config_kind_table) {
        const bool preliminary = row.api_version.contains("alpha") || row.api_version.contains("beta");
        if (row.kind == kind && row.accepted.contains(minor) && !preliminary) newest = &row;
    }
    return newest;
}

std::span<const EncryptionFact> encryption_facts() { return encryption; }

}  // namespace planekeeper::kubernetes
