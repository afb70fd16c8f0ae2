#pragma once

#include <string>
#include <string_view>

#include "model/desired_state.hpp"

// The files of key material whose names planekeeper chooses. The names come from the seed; other source files spell them
// only in texts for people (tests/lint/key-names).

namespace planekeeper::kubernetes {

/// The files in spec.pki.directory.
enum class PkiFile {
    authority_key,
    authority_certificate,
    server_key,
    server_certificate,
    service_account_key,
    service_account_certificate,
    encryption_config,
};

[[nodiscard]] constexpr std::string_view name_of(PkiFile file) noexcept {
    switch (file) {
        case PkiFile::authority_key: return "ca-key.pem";
        case PkiFile::authority_certificate: return "ca.pem";
        case PkiFile::server_key: return "kubernetes-key.pem";
        case PkiFile::server_certificate: return "kubernetes.pem";
        case PkiFile::service_account_key: return "service-account-key.pem";
        case PkiFile::service_account_certificate: return "service-account.pem";
        case PkiFile::encryption_config: return "encryption-config.yaml";
    }
    return {};
}

[[nodiscard]] std::string pki_file(const model::DesiredState& desired, PkiFile file);

/// The default of a field, as the reference describes it.
inline constexpr std::string_view authority_certificate_rule = "`<pki.directory>/ca.pem`";
inline constexpr std::string_view server_certificate_rule = "`<pki.directory>/kubernetes.pem`";
inline constexpr std::string_view server_key_rule = "`<pki.directory>/kubernetes-key.pem`";
inline constexpr std::string_view encryption_config_rule = "`<pki.directory>/encryption-config.yaml`";

inline constexpr std::string_view admin_kubeconfig_file = "/etc/planekeeper/admin.kubeconfig";

}  // namespace planekeeper::kubernetes
