#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "components/render.hpp"
#include "text/yaml.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;
using List = std::vector<std::string>;

ordered_json resources_of(const std::string& group, const List& resources) {
    return {{"group", group}, {"resources", resources}};
}

/// The chatter of a quiet cluster: each of these comes many times a minute and says nothing about who changed what.
/// Reads are left out for the SD card's sake; whoever needs them writes a policy of their own.
ordered_json silent_rules() {
    auto rules = ordered_json::array();
    rules.push_back({{"level", "None"}, {"nonResourceURLs", List{"/healthz*", "/livez*", "/readyz*", "/version"}}});
    rules.push_back({{"level", "None"}, {"verbs", List{"get", "list", "watch"}}});
    rules.push_back(
        {{"level", "None"},
         {"resources", ordered_json::array({resources_of("", {"events"}), resources_of("events.k8s.io", {"events"}),
                                            resources_of("coordination.k8s.io", {"leases"})})}});
    rules.push_back({{"level", "None"},
                     {"userGroups", List{"system:nodes"}},
                     {"verbs", List{"update", "patch"}},
                     {"resources", ordered_json::array({resources_of("", {"nodes/status", "pods/status"})})}});
    rules.push_back(
        {{"level", "None"},
         {"verbs", List{"create"}},
         {"resources", ordered_json::array({resources_of("authentication.k8s.io", {"tokenreviews"}),
                                            resources_of("authorization.k8s.io", {"subjectaccessreviews"})})}});
    return rules;
}

/// audit.k8s.io/v1 Policy; the first rule that matches counts.
std::string quiet_policy() {
    auto rules = silent_rules();
    // All other writes: who wrote which object, never its content. Secrets stay out of the log.
    rules.push_back({{"level", "Metadata"}});
    return text::yaml_text({{"apiVersion", "audit.k8s.io/v1"},
                            {"kind", "Policy"},
                            {"omitStages", List{"RequestReceived"}},
                            {"rules", std::move(rules)}});
}

}  // namespace

std::string audit_policy(const model::DesiredState& desired) {
    const auto& own = desired.apiserver.audit.policy;
    // The text never differs, and each pass asks for it.
    static const std::string quiet = quiet_policy();
    if (!own) return quiet;
    return own->ends_with('\n') ? *own : fmt::format("{}\n", *own);
}

}  // namespace planekeeper::kubernetes
