#pragma once

#include <vector>

#include "schemas/flaw.hpp"
#include "schemas/schema.hpp"

// Rules of a pod that concern several values. Each function gets the map of its definition.

namespace planekeeper::schemas {

/// Container: liveness and startup probes have a success threshold of 1.
void check_probes(const Schema::Visited& container, std::vector<Flaw>& flaws);
/// Container: "privileged" needs privilege escalation; mounts that propagate to the host need "privileged".
void check_privileges(const Schema::Visited& container, std::vector<Flaw>& flaws);
/// EnvVar: not both a value and a source of the value.
void check_variable(const Schema::Visited& variable, std::vector<Flaw>& flaws);
/// ObjectMeta: keys of labels and annotations, values of labels.
void check_labels(const Schema::Visited& metadata, std::vector<Flaw>& flaws);
/// PodSpec: every container has its own name, including the init containers.
void check_container_names(const Schema::Visited& spec, std::vector<Flaw>& flaws);
/// PodSpec: a host port appears once; on the host's network both ports are equal.
void check_host_ports(const Schema::Visited& spec, std::vector<Flaw>& flaws);
/// PodSpec: only init containers that keep running have probes and lifecycle hooks.
void check_init_containers(const Schema::Visited& spec, std::vector<Flaw>& flaws);
/// PodSpec: every mounted volume is declared.
void check_mounts(const Schema::Visited& spec, std::vector<Flaw>& flaws);
/// ResourceRequirements: names, quantities, no request above its limit.
void check_resources(const Schema::Visited& resources, std::vector<Flaw>& flaws);
/// Toleration: the operator fits key, value and effect.
void check_toleration(const Schema::Visited& toleration, std::vector<Flaw>& flaws);

}  // namespace planekeeper::schemas
