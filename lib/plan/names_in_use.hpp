#pragma once

#include <string>

#include "components/key_material.hpp"
#include "plan/draft.hpp"

// Names of a certificate that somebody may go by while another one takes its place.

namespace planekeeper::plan {

/// The item with the names that its certificate has, for one that takes its place while something may go by them: what
/// runs still has the address that the desired state has no more, and etcd may serve with the same pair.
[[nodiscard]] kubernetes::MaterialItem with_names_in_use(kubernetes::MaterialItem item,
                                                         const model::CertificateFacts& certificate);

/// The generation that runs is good and of the desired address: nothing goes by an older name.
[[nodiscard]] bool names_are_settled(const Draft& draft);

/// Hosts of etcd that the API server is about to reach for the first time and that may serve with this pair.
[[nodiscard]] std::string missing_etcd_hosts(const Draft& draft, const kubernetes::MaterialItem& item,
                                             const model::MaterialFacts& custody);

}  // namespace planekeeper::plan
