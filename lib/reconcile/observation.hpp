#pragma once

#include <string>
#include <variant>

#include "base/error.hpp"
#include "base/time.hpp"
#include "model/component.hpp"
#include "model/observed.hpp"
#include "model/resource.hpp"

// What the daemon learns about the node by changing it. The executor collects these observations. Only merge() takes
// them into what was seen.

namespace planekeeper::reconcile {

struct BinaryResolved {
    model::ComponentId component;
    std::string source;    ///< model::ObservedImage::binary_source, as the change had it
    std::string identity;  ///< model::ObservedImage::binary_identity, likewise
    std::string sha512;
};

struct ImagePinned {
    std::string reference;
};

struct ImageRemoved {
    std::string reference;
};

struct ProgramRead {
    model::ComponentId component;
    model::ObservedProgram program;
};

struct ProgramRehearsed {
    model::ComponentId component;
    model::ObservedRehearsal rehearsal;
};

/// The container that answered so far is about to end, or has ended.
struct ContainerReplaced {
    model::ComponentId component;
};

struct KubeletRestarted {
    SteadyTime at;
};

struct ChangeFailed {
    model::ResourceId resource;
    std::string inputs;  ///< model::Change::inputs
    Error error;
    SteadyTime at;
};

struct ChangeMade {
    model::ResourceId resource;
    std::string inputs;  ///< model::Change::inputs
    /// Nothing had to be done: another did it before.
    bool needless = false;
    bool repair = false;  ///< model::Change::repair
    SteadyTime at{};
};

using Observation = std::variant<BinaryResolved, ImagePinned, ImageRemoved, ProgramRead, ProgramRehearsed,
                                 ContainerReplaced, KubeletRestarted, ChangeFailed, ChangeMade>;

/// Changes `seen` to what it is after the observation.
void merge(model::Observed& seen, const Observation& observation);

}  // namespace planekeeper::reconcile
