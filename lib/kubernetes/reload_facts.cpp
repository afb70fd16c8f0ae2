#include "kubernetes/reload_facts.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "kubernetes/command_line.hpp"
#include "kubernetes/config_files.hpp"
#include "kubernetes/file_flags.hpp"
#include "kubernetes/flag_facts.hpp"
#include "kubernetes/key_material.hpp"
#include "kubernetes/render.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::string_view both_running = "running v1.20.2 and v1.36.3";
constexpr std::string_view options = "kubernetes pkg/kubeapiserver/options, k8s.io/apiserver pkg/server/options";
constexpr std::string_view certificates = "k8s.io/apiserver pkg/server/dynamiccertificates";

constexpr auto reload_table = std::to_array<ReloadFact>({
    {"admission-control-config-file", never, {}, {}, options},
    {"audit-policy-file", never, {}, {}, options},
    {"authentication-config", {30, still}, {}, "watched, and looked at every 60 s", "KEP-3331"},
    {"authorization-config",
     {30, still},
     {},
     "watched, and looked at every 60 s; a bad file keeps the old one",
     "KEP-3221"},
    {"authorization-webhook-config-file",
     never,
     {},
     "the certificate files named in it are read again within 5 minutes",
     options},
    {"client-ca-file", {20, still}, {}, "every 60 s; at once from v1.23 on", both_running},
    {"encryption-provider-config",
     {26, still},
     "encryption-provider-config-automatic-reload",
     "watched through v1.28, every 60 s from v1.29 on; a bad file keeps the old one",
     "running v1.36.3"},
    {"etcd-cafile", never, {}, {}, options},
    {"etcd-certfile", {20, still}, {}, "at each new TLS handshake only", "go.etcd.io/etcd client/pkg/transport"},
    {"etcd-keyfile", {20, still}, {}, "with its certificate", "go.etcd.io/etcd client/pkg/transport"},
    {"kubelet-certificate-authority",
     {36, still},
     {},
     "gate ClientsAllowCARotation of client-go",
     "kubernetes CHANGELOG-1.36"},
    {"kubelet-client-certificate",
     {20, still},
     {},
     "every 5 minutes; old connections are dropped",
     "k8s.io/client-go transport/cert_rotation.go"},
    {"kubelet-client-key", {20, still}, {}, "with its certificate", "k8s.io/client-go transport/cert_rotation.go"},
    {"proxy-client-cert-file", {20, still}, {}, {}, certificates},
    {"proxy-client-key-file", {20, still}, {}, "with its certificate", certificates},
    {"requestheader-client-ca-file", {20, still}, {}, {}, certificates},
    {"service-account-key-file", never, {}, {}, options},
    {"service-account-signing-key-file", never, {}, {}, options},
    {"tls-cert-file", {20, still}, {}, "every 60 s; at once from v1.23 on", both_running},
    {"tls-private-key-file", {20, still}, {}, "with its certificate", both_running},
    {"tls-sni-cert-key", {20, still}, {}, {}, certificates},
});

bool reloaded(std::string_view flag, const CommandLine& line, int minor) {
    const auto* const fact = std::ranges::find(reload_table, flag, &ReloadFact::flag);
    if (fact == reload_table.end() || !fact->reloaded.contains(minor)) return false;
    if (fact->with.empty()) return true;
    const auto needed = line.find(std::string{fact->with});
    return needed != line.end() && needed->second == "true";
}

/// True when something reads the file only at the start; also when nothing is known to read it at all.
bool read_at_start_only(const std::string& path, const model::DesiredState& desired, const CommandLine& line) {
    const auto& webhook = desired.authorization_webhook;
    if (webhook && webhook->certificate_authority == path) return true;  // read once with the webhook's kubeconfig
    bool named = false;
    for (const auto& written : apiserver_flags(desired, {})) {
        const auto [name, value] = written_flag(written);
        const auto* const flag = find_file_flag(name);
        if (flag == nullptr) continue;
        const auto files = named_files(*flag, value);
        if (std::ranges::find(files, path, &ApiServerFile::path) == files.end()) continue;
        named = true;
        if (!reloaded(name, line, desired.version.minor)) return true;
    }
    return !named;
}

bool belongs_to_generation(const MaterialItem& item, const MaterialFile& file) {
    if (item.type == MaterialType::leaf || item.type == MaterialType::kubeconfig) return false;
    return item.type != MaterialType::authority || file.role != "key";  // kube-apiserver never sees the CA's key
}

}  // namespace

std::span<const ReloadFact> reload_facts() { return reload_table; }

std::vector<std::string> files_of_others(const model::DesiredState& desired) {
    if (desired.image.contents == model::ImageContents::baked) return {};
    std::set<std::string> ours;
    for (const auto& item : material_items(desired)) {
        for (const auto& file : item.files) ours.insert(file.path);
    }
    for (const auto& file : config_paths(desired)) ours.insert(file.path);
    std::set<std::string> theirs;
    for (const auto& written : apiserver_flags(desired, {})) {
        const auto [name, value] = written_flag(written);
        const auto* const flag = find_file_flag(name);
        if (flag == nullptr) continue;
        for (const auto& file : named_files(*flag, value)) {
            if (file.path.starts_with('/') && !ours.contains(file.path)) theirs.insert(file.path);
        }
    }
    return {theirs.begin(), theirs.end()};
}

std::vector<std::string> startup_files(const model::DesiredState& desired) {
    const auto line = apiserver_command_line(desired, {});
    std::vector<std::string> paths;
    const auto add = [&](const std::string& path) {
        if (std::ranges::find(paths, path) == paths.end() && read_at_start_only(path, desired, line)) {
            paths.push_back(path);
        }
    };
    for (const auto& item : material_items(desired)) {
        for (const auto& file : item.files) {
            if (belongs_to_generation(item, file)) add(file.path);
        }
    }
    for (const auto& file : config_files(desired)) add(file.path);
    for (const auto& path : files_of_others(desired)) add(path);
    return paths;
}

}  // namespace planekeeper::kubernetes
