#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "components/command_line.hpp"
#include "components/config_files.hpp"
#include "facts/config_kind_facts.hpp"
#include "text/yaml.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;

/// planekeeper renders no file when the user sets one of these. The first names a file of the user. The file and one of the
/// other flags together end kube-apiserver at once.
constexpr std::array<std::string_view, 5> excluded_flags{
    "authorization-config", "authorization-webhook-cache-authorized-ttl",
    "authorization-webhook-cache-unauthorized-ttl", "authorization-webhook-version", "authorization-mode"};

/// The configuration that kube-apiserver builds from the flags without a file (buildAuthorizationConfiguration in
/// pkg/kubeapiserver/options/authorization.go): the service that answers notices no difference.
ordered_json webhook_as_by_flags(const model::AuthorizationWebhook& webhook) {
    return {{"authorizedTTL", "5m0s"},
            {"unauthorizedTTL", "30s"},
            {"timeout", "30s"},
            {"subjectAccessReviewVersion", "v1beta1"},
            {"failurePolicy", "NoOpinion"},
            {"connectionInfo", {{"type", "KubeConfigFile"}, {"kubeConfigFile", webhook.config_file}}}};
}

std::string name_of(std::string mode) {
    std::ranges::transform(mode, mode.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return mode;
}

}  // namespace

bool uses_authorization_configuration(const model::DesiredState& desired) {
    return desired.authorization_webhook && stable_kind(authorization_kind, desired.version.minor) != nullptr &&
           std::ranges::none_of(excluded_flags, [&](auto flag) {
               return user_decides(desired.component(model::ComponentId::api_server), flag);
           });
}

std::string authorization_configuration(const model::DesiredState& desired) {
    auto authorizers = ordered_json::array();
    for (const auto& [mode, origin, left_out] : authorization_modes(desired)) {
        ordered_json authorizer{{"type", mode}, {"name", name_of(mode)}};
        if (mode == "Webhook") authorizer["webhook"] = webhook_as_by_flags(*desired.authorization_webhook);
        authorizers.push_back(std::move(authorizer));
    }
    return text::yaml_text({{"apiVersion", stable_kind(authorization_kind, desired.version.minor)->api_version},
                            {"kind", authorization_kind},
                            {"authorizers", std::move(authorizers)}});
}

}  // namespace planekeeper::kubernetes
