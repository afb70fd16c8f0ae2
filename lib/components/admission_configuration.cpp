#include <nlohmann/json.hpp>

#include "components/command_line.hpp"
#include "components/config_files.hpp"
#include "facts/config_kind_facts.hpp"
#include "text/yaml.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view flag = "admission-control-config-file";

/// The PodSecurityPolicy of older minors lets every user run privileged pods, so this is what an upgrade may not take
/// away from a workload; baseline is what a pod without such wishes keeps to.
constexpr std::string_view enforced = "privileged";
constexpr std::string_view named_in_warnings = "baseline";

}  // namespace

std::string admission_configuration() {
    const ordered_json defaults{{"enforce", enforced},        {"enforce-version", "latest"},
                                {"audit", named_in_warnings}, {"audit-version", "latest"},
                                {"warn", named_in_warnings},  {"warn-version", "latest"}};
    const ordered_json pod_security{{"apiVersion", stable_kind(pod_security_kind, newest_minor)->api_version},
                                    {"kind", pod_security_kind},
                                    {"defaults", defaults},
                                    // The control plane's own pods are what no level but privileged allows.
                                    {"exemptions", {{"namespaces", ordered_json::array({"kube-system"})}}}};
    const ordered_json plugin{{"name", "PodSecurity"}, {"configuration", pod_security}};
    return text::yaml_text({{"apiVersion", stable_kind("AdmissionConfiguration", newest_minor)->api_version},
                            {"kind", "AdmissionConfiguration"},
                            {"plugins", ordered_json::array({plugin})}});
}

bool uses_admission_configuration(const model::DesiredState& desired) {
    return desired.policies.pods != model::PodPolicy::none &&
           stable_kind(pod_security_kind, desired.version.minor) != nullptr &&
           !user_decides(desired.component(model::ComponentId::api_server), flag);
}

}  // namespace planekeeper::kubernetes
