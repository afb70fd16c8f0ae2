#pragma once

#include <vector>

#include "schemas/flaw.hpp"
#include "schemas/schema.hpp"

// Rules of kube-apiserver's configuration files that concern several values. Each function gets the map of its
// definition. From k8s.io/apiserver pkg/apis/apiserver/validation/validation.go.

namespace planekeeper::schemas {

/// AnonymousAuthConfig: only an enabled one has conditions.
void check_anonymous_conditions(const Schema::Visited& anonymous, std::vector<Flaw>& flaws);
/// AuthenticationConfiguration: no two issuers have the same URL or the same discovery URL.
void check_issuers(const Schema::Visited& configuration, std::vector<Flaw>& flaws);
/// ClaimValidationRule: a message needs an expression, a required value needs a claim.
void check_claim_rule(const Schema::Visited& rule, std::vector<Flaw>& flaws);
/// Issuer: several audiences need the policy MatchAny; the discovery URL differs from the issuer's URL.
void check_audiences(const Schema::Visited& issuer, std::vector<Flaw>& flaws);
/// PrefixedMapping and RequiredMapping: a claim needs a prefix, which may be ""; an expression has none.
void check_prefix(const Schema::Visited& mapping, std::vector<Flaw>& flaws);
/// AuthorizationConfiguration: only webhooks may appear twice.
void check_authorizer_types(const Schema::Visited& configuration, std::vector<Flaw>& flaws);
/// Authorizer: type Webhook needs a webhook, other types must not have one.
void check_authorizer_webhook(const Schema::Visited& authorizer, std::vector<Flaw>& flaws);
/// AuthorizationWebhook: match conditions need the version of the SubjectAccessReview that they look at.
void check_match_conditions(const Schema::Visited& webhook, std::vector<Flaw>& flaws);
/// ConnectionInfo: type KubeConfigFile needs the absolute path of a kubeconfig; other types have no kubeconfig.
void check_connection(const Schema::Visited& connection, std::vector<Flaw>& flaws);

}  // namespace planekeeper::schemas
