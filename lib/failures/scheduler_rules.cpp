#include <vector>

#include "failures/failure_rules.hpp"

// cmd/kube-scheduler ends with 1 for each of these, but v1.20 and v1.21 end with 255 for the last. The last is read in the
// source; the others are measured on v1.20.1, v1.24.17, v1.25.4, v1.36.3 and v1.37.2.

namespace planekeeper::kubernetes {

namespace {

const std::vector<FailureRule> rules{
    {.id = "UnknownFlag",
     .parts = {"unknown flag: --"},
     .explanation = "kube-scheduler of this version refuses a flag: {}. Remove it from spec.scheduler.flags or "
                    "spec.scheduler.extraFlags",
     .deterministic = true},
    {.id = "UnknownFeatureGate",
     .parts = {"unrecognized feature gate: "},
     .explanation = "this version does not have a feature gate: {}. Correct spec.scheduler.featureGates",
     .deterministic = true},
    {.id = "InvalidFlagValue",
     .parts = {"invalid argument ", " for ", " flag: "},
     .explanation = "kube-scheduler refuses the value of a flag: {}. Correct it under spec.scheduler.flags or "
                    "spec.scheduler.extraFlags",
     .deterministic = true},
    {.id = "InvalidConfiguration",
     .parts = {": Invalid value: "},
     .explanation = "kube-scheduler refuses its configuration: {}. Correct it under spec.scheduler.flags or "
                    "spec.scheduler.extraFlags",
     .deterministic = true},
    {.id = port_in_use,
     .parts = {"failed to create listener: ", "bind: address already in use"},
     .explanation = "another process listens on the scheduler's port: {}. Find it with `ss -ltnp`"},
    {.id = "AddressMissing",
     .parts = {"failed to create listener: ", "bind: cannot assign requested address"},
     .explanation = "the node does not have the address that the scheduler shall listen on: {}. Correct the flag "
                    "bind-address under spec.scheduler.flags, or bring the network up",
     .deterministic = true},
    {.id = "FileMissing",
     .parts = {"no such file or directory"},
     .explanation = "a file that kube-scheduler reads is missing: {}"},
    {.id = "LeadershipLost",
     .parts = {"eaderelection lost"},
     .explanation = "kube-scheduler could not renew its lease kube-system/kube-scheduler in time and ended, as it does "
                    "when the API server or etcd is slow: {}"},
};

}  // namespace

std::span<const FailureRule> scheduler_rules() { return rules; }

}  // namespace planekeeper::kubernetes
