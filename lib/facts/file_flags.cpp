#include "facts/file_flags.hpp"

#include <algorithm>
#include <array>

#include "facts/flag_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

/// A kubeconfig or a token list has credentials inside, too.
constexpr auto file_flag_table = std::to_array<FileFlag>({
    {"admission-control-config-file"},
    {"allow-metric-labels-manifest"},
    {"audit-policy-file"},
    {"audit-webhook-config-file", true},
    {"authentication-config"},
    {"authentication-token-webhook-config-file", true},
    {"authorization-config"},
    {"authorization-policy-file"},
    {"authorization-webhook-config-file", true},
    {"client-ca-file"},
    {"cloud-config", true},
    {"egress-selector-config-file"},
    {"encryption-provider-config", true},
    {"etcd-cafile"},
    {"etcd-certfile"},
    {"etcd-keyfile", true},
    {"experimental-encryption-provider-config", true},
    {"kubelet-certificate-authority"},
    {"kubelet-client-certificate"},
    {"kubelet-client-key", true},
    {"oidc-ca-file"},
    {"peer-ca-file"},
    {"proxy-client-cert-file"},
    {"proxy-client-key-file", true},
    {"requestheader-client-ca-file"},
    {"service-account-key-file"},
    {"service-account-signing-key-file", true},
    {"ssh-keyfile", true},
    {"tls-cert-file"},
    {"tls-private-key-file", true},
    {"tls-sni-cert-key", true, FileShape::certificate_key},
    {"token-auth-file", true},
    {"tracing-config-file"},
});

std::string without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t") - first + 1)};
}

}  // namespace

std::span<const FileFlag> file_flags() { return file_flag_table; }

const FileFlag* find_file_flag(std::string_view name) {
    const auto wanted = normalized_flag(name);
    const auto* const found = std::ranges::lower_bound(file_flag_table, std::string_view{wanted}, {}, &FileFlag::name);
    return found != file_flag_table.end() && found->name == wanted ? found : nullptr;
}

std::vector<ApiServerFile> named_files(const FileFlag& flag, std::string_view value) {
    if (flag.shape == FileShape::one) {
        if (value.empty()) return {};
        return {{std::string{value}, flag.secret}};
    }
    const auto pair = value.substr(0, value.find(':'));
    const auto comma = pair.find(',');
    if (comma == std::string_view::npos || pair.find(',', comma + 1) != std::string_view::npos) return {};
    return {{without_blanks(pair.substr(0, comma)), false}, {without_blanks(pair.substr(comma + 1)), flag.secret}};
}

}  // namespace planekeeper::kubernetes
