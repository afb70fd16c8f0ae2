#include "kubernetes/apiserver_files.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "kubernetes/command_line.hpp"

namespace planekeeper::kubernetes {

namespace {

struct FileFlag {
    std::string_view name;
    bool secret = false;
};

/// Flags whose value is the path of a file that the API server reads, in any minor (flag_facts.cpp). Those with
/// credentials inside are secret; a kubeconfig or a token list counts as such.
constexpr std::array file_flags{
    FileFlag{"admission-control-config-file"},
    FileFlag{"allow-metric-labels-manifest"},
    FileFlag{"audit-policy-file"},
    FileFlag{"audit-webhook-config-file", true},
    FileFlag{"authentication-config"},
    FileFlag{"authentication-token-webhook-config-file", true},
    FileFlag{"authorization-config"},
    FileFlag{"authorization-policy-file"},
    FileFlag{"authorization-webhook-config-file", true},
    FileFlag{"client-ca-file"},
    FileFlag{"cloud-config", true},
    FileFlag{"egress-selector-config-file"},
    FileFlag{"encryption-provider-config", true},
    FileFlag{"etcd-cafile"},
    FileFlag{"etcd-certfile"},
    FileFlag{"etcd-keyfile", true},
    FileFlag{"experimental-encryption-provider-config", true},
    FileFlag{"kubelet-certificate-authority"},
    FileFlag{"kubelet-client-certificate"},
    FileFlag{"kubelet-client-key", true},
    FileFlag{"oidc-ca-file"},
    FileFlag{"peer-ca-file"},
    FileFlag{"proxy-client-cert-file"},
    FileFlag{"proxy-client-key-file", true},
    FileFlag{"requestheader-client-ca-file"},
    FileFlag{"service-account-key-file"},
    FileFlag{"service-account-signing-key-file", true},
    FileFlag{"ssh-keyfile", true},
    FileFlag{"tls-cert-file"},
    FileFlag{"tls-private-key-file", true},
    FileFlag{"token-auth-file", true},
    FileFlag{"tracing-config-file"},
};

}  // namespace

std::vector<ApiServerFile> apiserver_files(const model::DesiredState& desired) {
    std::map<std::string, bool> secret_by_path;
    const auto add = [&](const std::string& path, bool secret) {
        if (!path.starts_with('/')) return;
        auto& known = secret_by_path[path];
        known = known || secret;
    };
    const auto line = apiserver_command_line(desired, {});
    for (const auto& flag : file_flags) {
        const auto found = line.find(std::string{flag.name});
        if (found != line.end()) add(found->second, flag.secret);
    }
    if (const auto& webhook = desired.authorization_webhook) {
        add(webhook->config_file, true);
        add(webhook->certificate_authority, false);
        add(webhook->client_certificate, false);
        add(webhook->client_key, true);
    }
    std::vector<ApiServerFile> files;
    for (const auto& [path, secret] : secret_by_path) files.push_back({path, secret});
    return files;
}

std::string directory_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos || slash == 0 ? "/" : std::string{path.substr(0, slash)};
}

}  // namespace planekeeper::kubernetes
