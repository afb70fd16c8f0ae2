#pragma once

#include <string>

#include "components/key_material.hpp"
#include "plan/draft.hpp"

// Names of a certificate that may still be in use while another certificate takes its place.

namespace planekeeper::plan {

/// The item with the names of its certificate added, for a new certificate. These names may still be in use: the
/// running server may have an older address than the desired state, and etcd may serve with the same pair.
[[nodiscard]] kubernetes::MaterialItem with_names_in_use(kubernetes::MaterialItem item,
                                                         const model::CertificateFacts& certificate);

/// True when the published generation is good and has the desired address: then no older name is in use.
[[nodiscard]] bool names_are_settled(const Draft& draft);

/// Hosts of etcd that are missing from the certificate, as a clause; empty: none. The API server is about to reach them
/// for the first time, and they may serve with this pair.
[[nodiscard]] std::string missing_etcd_hosts(const Draft& draft, const kubernetes::MaterialItem& item,
                                             const model::MaterialFacts& custody);

}  // namespace planekeeper::plan
