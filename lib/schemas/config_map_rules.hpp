#pragma once

#include <vector>

#include "schemas/flaw.hpp"
#include "schemas/schema.hpp"

// Rules of kube-apiserver's configuration files that span several values; each is given the map of the definition that
// it belongs to. From k8s.io/apiserver pkg/apis/apiserver/validation/validation.go.

namespace planekeeper::schemas {

/// AnonymousAuthConfig: conditions only where it is enabled.
void check_anonymous_conditions(const Schema::Visited& anonymous, std::vector<Flaw>& flaws);
/// AuthenticationConfiguration: no issuer twice.
void check_issuers(const Schema::Visited& configuration, std::vector<Flaw>& flaws);
/// ClaimValidationRule: a message goes with an expression, a required value with a claim.
void check_claim_rule(const Schema::Visited& rule, std::vector<Flaw>& flaws);
/// Issuer: several audiences need the policy MatchAny; the discovery URL is another one than the issuer's.
void check_audiences(const Schema::Visited& issuer, std::vector<Flaw>& flaws);
/// PrefixedMapping: a claim needs a prefix, which may be "".
void check_prefix(const Schema::Visited& mapping, std::vector<Flaw>& flaws);
/// AuthorizationConfiguration: only webhooks may be there twice.
void check_authorizer_types(const Schema::Visited& configuration, std::vector<Flaw>& flaws);
/// Authorizer: of type Webhook with a webhook, of others without.
void check_authorizer_webhook(const Schema::Visited& authorizer, std::vector<Flaw>& flaws);
/// AuthorizationWebhook: conditions need the version that they speak of.
void check_match_conditions(const Schema::Visited& webhook, std::vector<Flaw>& flaws);
/// ConnectionInfo: a kubeconfig by its whole path, or none.
void check_connection(const Schema::Visited& connection, std::vector<Flaw>& flaws);

}  // namespace planekeeper::schemas
