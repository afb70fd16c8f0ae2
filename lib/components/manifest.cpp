#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/ip.hpp"
#include "base/memo.hpp"
#include "components/component_row.hpp"
#include "components/pod_name.hpp"
#include "components/render.hpp"
#include "facts/node_facts.hpp"
#include "text/yaml.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;

ordered_json metadata(model::ComponentId id, const model::DesiredState& desired, const ManifestInputs& inputs) {
    ordered_json annotations{{generation_annotation, inputs.generation.hex()}};
    // Every kubelet reads the field below; the annotation serves readers who look in the old place.
    if (seccomp_annotation_minors.contains(desired.version.minor)) annotations[seccomp_annotation] = "runtime/default";
    return {{"name", to_string(id)},
            {"namespace", pod_of(id).name_space},
            {"uid", pod_uid(inputs.generation)},
            {"annotations", std::move(annotations)},
            {"labels", {{"tier", "control-plane"}, {"component", to_string(id)}}}};
}

/// The port is open or not: without anonymous access an HTTP probe is answered with 401, and the kubelet would kill a
/// healthy API server (measured on v1.20.2). planekeeper checks the health itself. Delays are kubeadm's.
ordered_json probe(const Endpoint& endpoint, int failure_threshold) {
    return {{"tcpSocket", {{"host", endpoint.host}, {"port", endpoint.port}}},
            {"periodSeconds", 10},
            {"timeoutSeconds", 15},
            {"failureThreshold", failure_threshold}};
}

/// Six minutes: a slow board needs that for its first start (kubernetes/kubeadm#413).
constexpr int startup_failures = 36;
constexpr int liveness_failures = 8;

ordered_json resources(const model::Resources& resources) {
    return {{"requests", {{"cpu", resources.cpu_request}, {"memory", resources.memory_request}}},
            {"limits", {{"cpu", resources.cpu_limit}, {"memory", resources.memory_limit}}}};
}

/// The kubelet reads "$(NAME)" as a variable and "$$" as one "$" (kubernetes third_party/forked/golang/expansion): doubled,
/// every "$" reaches the server as it is.
std::string escaped(const std::string& flag) {
    std::string text;
    for (const char letter : flag) text += letter == '$' ? std::string{"$$"} : std::string{letter};
    return text;
}

ordered_json command(model::ComponentId id, const model::DesiredState& desired, const Cures& cures) {
    ordered_json command = ordered_json::array({program_path(id)});
    for (const auto& flag : flags_of(id, desired, cures)) command.push_back(escaped(flag));
    return command;
}

ordered_json volume_mounts(const std::vector<Mount>& mounts) {
    auto list = ordered_json::array();
    for (const auto& mount : mounts) {
        ordered_json item{{"name", mount.name}, {"mountPath", mount.mount_path}};
        if (mount.read_only) item["readOnly"] = true;
        list.push_back(std::move(item));
    }
    return list;
}

ordered_json volumes(const std::vector<Mount>& mounts) {
    auto list = ordered_json::array();
    for (const auto& mount : mounts) {
        list.push_back(
            {{"name", mount.name},
             {"hostPath", {{"path", mount.host_path}, {"type", mount.create ? "DirectoryOrCreate" : "Directory"}}}});
    }
    return list;
}

ordered_json container(model::ComponentId id, const model::DesiredState& desired, const ManifestInputs& inputs,
                       const std::vector<Mount>& mounts) {
    const auto endpoint = row_of(id).endpoint(desired);
    ordered_json container{{"name", to_string(id)},
                           {"image", inputs.image_reference},
                           // With any other policy the kubelet asks a registry at "localhost", and none has the image.
                           {"imagePullPolicy", "Never"},
                           {"command", command(id, desired, inputs.cures)},
                           {"resources", resources(desired.component(id).resources)},
                           {"startupProbe", probe(endpoint, startup_failures)},
                           {"livenessProbe", probe(endpoint, liveness_failures)}};
    if (!mounts.empty()) container["volumeMounts"] = volume_mounts(mounts);
    return container;
}

std::string new_manifest(const model::ComponentId& id, const model::DesiredState& desired,
                         const ManifestInputs& inputs) {
    const auto mounts = mounts_of(id, desired, inputs.link_ends);
    ordered_json spec{// A static pod of this class is not evicted when the node runs short.
                      {"priorityClassName", "system-node-critical"},
                      {"hostNetwork", true},
                      {"securityContext", {{"seccompProfile", {{"type", "RuntimeDefault"}}}}},
                      {"containers", ordered_json::array({container(id, desired, inputs, mounts)})}};
    if (!mounts.empty()) spec["volumes"] = volumes(mounts);
    return text::yaml_text({{"apiVersion", "v1"},
                            {"kind", "Pod"},
                            {"metadata", metadata(id, desired, inputs)},
                            {"spec", std::move(spec)}});
}

}  // namespace

std::string local_host(const std::string& bind_address) {
    const auto address = IpAddress::parse(bind_address);
    const bool everywhere = bind_address.empty() || (address && address->is_unspecified());
    return everywhere ? "127.0.0.1" : bind_address;
}

std::string pod_uid(const Digest& generation) {
    const auto& hex = generation.hex();
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                       hex.substr(20, 12));
}

std::string manifest(model::ComponentId id, const model::DesiredState& desired, const ManifestInputs& inputs) {
    constexpr std::size_t most = 6;  // with and without its generation, for some components and stages
    static Memo<std::string, model::ComponentId, model::DesiredState, ManifestInputs> known(new_manifest, most);
    return known(id, desired, inputs);
}

}  // namespace planekeeper::kubernetes
