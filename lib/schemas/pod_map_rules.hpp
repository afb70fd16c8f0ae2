#pragma once

#include <vector>

#include "schemas/flaw.hpp"
#include "schemas/schema.hpp"

// Rules of a pod that span several values; each is given the map of the definition that it belongs to.

namespace planekeeper::schemas {

/// Container: liveness and startup succeed at once or not at all.
void check_probes(const Schema::Visited& container, std::vector<Flaw>& flaws);
/// Container: no escalation and all privileges exclude each other; mounts that reach the host need these.
void check_privileges(const Schema::Visited& container, std::vector<Flaw>& flaws);
/// EnvVar: a value, or where it comes from.
void check_variable(const Schema::Visited& variable, std::vector<Flaw>& flaws);
/// ObjectMeta: keys of labels and annotations, values of labels.
void check_labels(const Schema::Visited& metadata, std::vector<Flaw>& flaws);
/// PodSpec: each container has a name of its own, also among the init containers.
void check_container_names(const Schema::Visited& spec, std::vector<Flaw>& flaws);
/// PodSpec: no port of the host twice; on the host's network both ports are the same.
void check_host_ports(const Schema::Visited& spec, std::vector<Flaw>& flaws);
/// PodSpec: only init containers that stay have probes.
void check_init_containers(const Schema::Visited& spec, std::vector<Flaw>& flaws);
/// PodSpec: what is mounted is declared.
void check_mounts(const Schema::Visited& spec, std::vector<Flaw>& flaws);
/// ResourceRequirements: names, quantities, no request above its limit.
void check_resources(const Schema::Visited& resources, std::vector<Flaw>& flaws);
/// Toleration: an operator that goes with key, value and effect.
void check_toleration(const Schema::Visited& toleration, std::vector<Flaw>& flaws);

}  // namespace planekeeper::schemas
