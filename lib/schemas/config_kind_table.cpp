#include "schemas/config_kind_table.hpp"

#include <algorithm>
#include <array>

#include "schemas/config_map_rules.hpp"
#include "schemas/words.hpp"

namespace planekeeper::schemas {

namespace {

// apiVersion and kind have been judged already. Sources: k8s.io/apiserver pkg/apis/apiserver/v1/types.go and
// validation/validation.go, pkg/admission/plugin/webhook/config; k8s.io/pod-security-admission admission/api.

constexpr std::string_view admission_schema = R"schema(
AdmissionConfiguration {"type":"object","properties":{"apiVersion":{},"kind":{},"plugins":{"type":"array","items":{"$ref":"#/definitions/AdmissionPlugin"}}}}
AdmissionPlugin {"type":"object","properties":{"name":{"type":"string"},"path":{"type":"string"},"configuration":{"type":"object"}},"required":["name"]}
)schema";

constexpr std::string_view pod_security_schema = R"schema(
PodSecurityConfiguration {"type":"object","properties":{"apiVersion":{},"kind":{},"defaults":{"$ref":"#/definitions/PodSecurityDefaults"},"exemptions":{"$ref":"#/definitions/PodSecurityExemptions"}}}
PodSecurityDefaults {"type":"object","properties":{"enforce":{"$ref":"#/definitions/Level"},"enforce-version":{"type":"string"},"audit":{"$ref":"#/definitions/Level"},"audit-version":{"type":"string"},"warn":{"$ref":"#/definitions/Level"},"warn-version":{"type":"string"}}}
PodSecurityExemptions {"type":"object","properties":{"usernames":{"type":"array","items":{"type":"string"}},"namespaces":{"type":"array","items":{"type":"string"}},"runtimeClasses":{"type":"array","items":{"type":"string"}}}}
Level {"type":"string","enum":["privileged","baseline","restricted",""]}
)schema";

constexpr std::string_view admission_webhook_schema = R"schema(
WebhookAdmission {"type":"object","properties":{"apiVersion":{},"kind":{},"kubeConfigFile":{"type":"string"},"staticManifestsDir":{"type":"string","since":36}}}
)schema";

constexpr std::string_view authentication_schema = R"schema(
AuthenticationConfiguration {"type":"object","properties":{"apiVersion":{},"kind":{},"jwt":{"type":"array","items":{"$ref":"#/definitions/JWTAuthenticator"}},"anonymous":{"$ref":"#/definitions/AnonymousAuthConfig","since":31}}}
AnonymousAuthConfig {"type":"object","properties":{"enabled":{"type":"boolean"},"conditions":{"type":"array","items":{"$ref":"#/definitions/AnonymousAuthCondition"}}}}
AnonymousAuthCondition {"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}
JWTAuthenticator {"type":"object","properties":{"issuer":{"$ref":"#/definitions/Issuer"},"claimValidationRules":{"type":"array","items":{"$ref":"#/definitions/ClaimValidationRule"}},"claimMappings":{"$ref":"#/definitions/ClaimMappings"},"userValidationRules":{"type":"array","items":{"$ref":"#/definitions/UserValidationRule"}}},"required":["issuer","claimMappings"]}
Issuer {"type":"object","properties":{"url":{"type":"string"},"discoveryURL":{"type":"string","since":30},"certificateAuthority":{"type":"string"},"audiences":{"type":"array","minItems":1,"items":{"type":"string"}},"audienceMatchPolicy":{"type":"string","enum":["MatchAny",""],"since":30},"egressSelectorType":{"type":"string","enum":["controlplane","cluster",""],"since":34}},"required":["url","audiences"]}
ClaimValidationRule {"type":"object","properties":{"claim":{"type":"string"},"requiredValue":{"type":"string"},"expression":{"type":"string"},"message":{"type":"string"}}}
ClaimMappings {"type":"object","properties":{"username":{"$ref":"#/definitions/RequiredMapping"},"groups":{"$ref":"#/definitions/PrefixedMapping"},"uid":{"$ref":"#/definitions/ClaimMapping"},"extra":{"type":"array","items":{"$ref":"#/definitions/ExtraMapping"}}},"required":["username"]}
RequiredMapping {"type":"object","properties":{"claim":{"type":"string"},"prefix":{"type":"string"},"expression":{"type":"string"}}}
PrefixedMapping {"type":"object","properties":{"claim":{"type":"string"},"prefix":{"type":"string"},"expression":{"type":"string"}}}
ClaimMapping {"type":"object","properties":{"claim":{"type":"string"},"expression":{"type":"string"}}}
ExtraMapping {"type":"object","properties":{"key":{"type":"string"},"valueExpression":{"type":"string"}},"required":["key","valueExpression"]}
UserValidationRule {"type":"object","properties":{"expression":{"type":"string"},"message":{"type":"string"}},"required":["expression"]}
)schema";

constexpr std::string_view authorization_schema = R"schema(
AuthorizationConfiguration {"type":"object","properties":{"apiVersion":{},"kind":{},"authorizers":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/Authorizer"}}},"required":["authorizers"]}
Authorizer {"type":"object","properties":{"type":{"type":"string","enum":["Webhook","Node","RBAC","ABAC","AlwaysAllow","AlwaysDeny"]},"name":{"type":"string"},"webhook":{"$ref":"#/definitions/AuthorizationWebhook"}},"required":["type","name"]}
AuthorizationWebhook {"type":"object","properties":{"authorizedTTL":{"type":"string"},"cacheAuthorizedRequests":{"type":"boolean","since":34},"unauthorizedTTL":{"type":"string"},"cacheUnauthorizedRequests":{"type":"boolean","since":34},"timeout":{"type":"string"},"subjectAccessReviewVersion":{"type":"string","enum":["v1","v1beta1"]},"matchConditionSubjectAccessReviewVersion":{"type":"string","enum":["v1",""]},"failurePolicy":{"type":"string","enum":["NoOpinion","Deny"]},"connectionInfo":{"$ref":"#/definitions/ConnectionInfo"},"matchConditions":{"type":"array","items":{"$ref":"#/definitions/MatchCondition"}}},"required":["timeout","subjectAccessReviewVersion","failurePolicy","connectionInfo"]}
ConnectionInfo {"type":"object","properties":{"type":{"type":"string","enum":["KubeConfigFile","InClusterConfig"]},"kubeConfigFile":{"type":"string"}},"required":["type"]}
MatchCondition {"type":"object","properties":{"expression":{"type":"string"}},"required":["expression"]}
)schema";

constexpr auto issuer_fields = std::to_array<FieldRule>({
    {"Issuer", "url", https_url},
    {"Issuer", "discoveryURL", https_url},
    {"ExtraMapping", "key", not_empty},
    {"ExtraMapping", "valueExpression", not_empty},
    {"UserValidationRule", "expression", not_empty},
});
constexpr auto authentication_choices = std::to_array<ChoiceRule>({
    {"RequiredMapping", {"claim", "expression"}},
    {"ClaimValidationRule", {"claim", "expression"}},
    {.definition = "PrefixedMapping", .keys = {"claim", "expression"}, .required = false},
    {.definition = "ClaimMapping", .keys = {"claim", "expression"}, .required = false},
});
constexpr auto authentication_unique = std::to_array<UniqueRule>({{"ClaimMappings", "extra", "key"}});
constexpr auto authentication_maps = std::to_array<MapRule>({
    {"AnonymousAuthConfig", check_anonymous_conditions},
    {"AuthenticationConfiguration", check_issuers},
    {"ClaimValidationRule", check_claim_rule},
    {"Issuer", check_audiences},
    {"PrefixedMapping", check_prefix},
    {"RequiredMapping", check_prefix},
});

constexpr auto authorization_fields = std::to_array<FieldRule>({
    {"Authorizer", "name", not_empty},
    {"Authorizer", "name", dns_subdomain},
    {"AuthorizationWebhook", "authorizedTTL", go_duration},
    {"AuthorizationWebhook", "unauthorizedTTL", go_duration},
    {"AuthorizationWebhook", "timeout", short_duration},
    {"MatchCondition", "expression", not_empty},
});
constexpr auto authorization_unique = std::to_array<UniqueRule>({
    {"AuthorizationConfiguration", "authorizers", "name"},
    {"AuthorizationWebhook", "matchConditions", "expression"},
});
constexpr auto authorization_maps = std::to_array<MapRule>({
    {"AuthorizationConfiguration", check_authorizer_types},
    {"AuthorizationWebhook", check_match_conditions},
    {"Authorizer", check_authorizer_webhook},
    {"ConnectionInfo", check_connection},
});

constexpr auto admission_fields = std::to_array<FieldRule>({{"AdmissionPlugin", "name", not_empty}});
constexpr auto pod_security_fields = std::to_array<FieldRule>({
    {"PodSecurityDefaults", "enforce-version", pod_security_version},
    {"PodSecurityDefaults", "audit-version", pod_security_version},
    {"PodSecurityDefaults", "warn-version", pod_security_version},
});

constexpr auto config_kinds = std::to_array<ConfigKind>({
    {"AdmissionConfiguration", admission_schema, {.fields = admission_fields}},
    {"AuthenticationConfiguration",
     authentication_schema,
     {.fields = issuer_fields,
      .unique = authentication_unique,
      .choices = authentication_choices,
      .maps = authentication_maps}},
    {"AuthorizationConfiguration",
     authorization_schema,
     {.fields = authorization_fields, .unique = authorization_unique, .maps = authorization_maps}},
    {"PodSecurityConfiguration", pod_security_schema, {.fields = pod_security_fields}},
    {"WebhookAdmission", admission_webhook_schema},
    {"WebhookAdmissionConfiguration", admission_webhook_schema},
});

}  // namespace

const ConfigKind* find_config_kind(std::string_view kind) {
    const auto found = std::ranges::find(config_kinds, kind, &ConfigKind::kind);
    return found == config_kinds.end() ? nullptr : &*found;
}

}  // namespace planekeeper::schemas
