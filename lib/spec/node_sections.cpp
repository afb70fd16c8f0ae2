#include <fmt/format.h>

#include <algorithm>

#include "components/raw_manifest.hpp"
#include "facts/version_facts.hpp"
#include "spec/embedded_yaml.hpp"
#include "spec/sections.hpp"

// The node around the API server: the kubelet's directory, the runtime, policies, taints, other static pods.

namespace planekeeper::spec {

void read_static_pods(const Value& value, model::StaticPods& static_pods, std::string& api_server_file) {
    MapReader map(value);
    map.read("directory", static_pods.directory);
    map.read("fileName", api_server_file);
    map.finish();
}

void read_runtime(const Value& value, model::Runtime& runtime) {
    MapReader map(value);
    map.read("crictl", runtime.crictl);
    map.read("endpoint", runtime.endpoint);
    map.choose<model::ImageStore>("imageStore", runtime.image_store,
                                  {{"auto", model::ImageStore::detect},
                                   {"containerd", model::ImageStore::containerd},
                                   {"containers-storage", model::ImageStore::containers_storage}});
    map.finish();
}

void read_policies(const Value& value, const model::KubernetesVersion& version, model::Policies& policies) {
    MapReader map(value);
    const Value pods = map.at("pods");
    // One choice with a name for each half of the versions: what restricts pods follows the version.
    MapReader::choose_from<model::PodPolicy>(pods, policies.pods,
                                             {{"PodSecurityPolicy", model::PodPolicy::pod_security_policy},
                                              {"PodSecurity", model::PodPolicy::pod_security_policy},
                                              {"none", model::PodPolicy::none}});
    map.finish();
    const bool not_yet = kubernetes::supported(version) && kubernetes::version_facts(version).has_pod_security_policy;
    if (not_yet && pods.present() && pods.text() == "PodSecurity") {
        pods.report(fmt::format("{} restricts pods by a PodSecurityPolicy", model::to_string(version)),
                    "write PodSecurityPolicy");
    }
}

void read_taints(const Value& value, std::vector<model::Taint>& taints) {
    if (!value.present()) return;
    for (const Value& item : value.items()) {
        MapReader map(item);
        model::Taint taint;
        map.read("key", taint.key);
        map.read("value", taint.value);
        const Value effect = map.at("effect");
        MapReader::store(effect, taint.effect,
                         [&](const std::string& text) { return one_of(effect.field(), "effect", text); });
        map.finish();
        const bool twice = std::ranges::any_of(
            taints, [&](const model::Taint& other) { return other.key == taint.key && other.effect == taint.effect; });
        if (twice && !taint.key.empty()) item.report("a second taint with this key and effect", "keep one of them");
        taints.push_back(std::move(taint));
    }
}

void read_manifests(const Value& value, const model::KubernetesVersion& version,
                    std::vector<model::RawManifest>& manifests) {
    if (!value.present()) return;
    const schemas::PodRules rules(judging_minor(version));
    for (const Value& item : value.items()) {
        MapReader map(item);
        std::string file_name;
        const Value name = map.at("fileName");
        MapReader::store(name, file_name);
        const bool twice = std::ranges::find(manifests, file_name, &model::RawManifest::file_name) != manifests.end();
        if (twice && !file_name.empty()) {
            name.report(fmt::format("two manifests with the name {}", quoted(file_name)), "rename one of them");
        }
        const Value content = map.at("content");
        auto text = content.block();
        if (text) check_pod(content, *text, rules);
        map.finish();
        manifests.push_back(kubernetes::raw_manifest(std::move(file_name), std::move(text).value_or("")));
    }
}

}  // namespace planekeeper::spec
