#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/resource.hpp"

// Why planekeeper writes what it writes. Value structs only.

namespace planekeeper::model {

enum class OriginKind {
    field,           ///< a field of the desired state, written by the user or left at its default
    choice,          ///< planekeeper's own choice, independent of the file
    version,         ///< a fact of the version of Kubernetes
    other_versions,  ///< a fact of other versions than this one
    cure,            ///< the cure of a known failure that this node has had
    flag,            ///< a flag of the component names it
    stage,           ///< a stage of a sequence that is under way (model/sequence.hpp)
    node,            ///< what was seen on this node
};

struct Origin {
    OriginKind kind = OriginKind::choice;
    std::string name;  ///< the field's path, the minors ("v1.20 to v1.23"), the cure, the flag or the stage; else empty
    std::string reason;    ///< a clause; empty where field or flag speaks for itself
    std::string source;    ///< where the fact comes from; may be empty
    std::string place;     ///< "FILE:LINE:COLUMN", for a field that is in the file
    std::string standard;  ///< the default in words, for a field that is not in the file
    friend bool operator==(const Origin&, const Origin&) = default;
};

/// The origin of one part of a value, such as an item of a list. An empty part means the whole value.
struct Cause {
    std::string part;
    Origin origin;
    bool left_out = false;  ///< the part was requested but is not in the value; the origin's reason says why
    friend bool operator==(const Cause&, const Cause&) = default;
};

/// One written value with its causes, the first cause first. nullopt: the value is left out.
struct Written {
    std::optional<std::string> value;
    std::vector<Cause> causes;
    friend bool operator==(const Written&, const Written&) = default;
};

enum class PartKind {
    path,
    mode,
    reader,  ///< a component that reads the file
    flag,
    mount,           ///< read-only: place in the container, directory on the node
    writable_mount,  ///< likewise, to write
    name,            ///< in a certificate
    setting,
};

/// One line of an explanation: "--secure-port=6444", a mount, a name in a certificate.
struct ExplainedPart {
    PartKind kind = PartKind::setting;
    std::string name;
    Written written;
    friend bool operator==(const ExplainedPart&, const ExplainedPart&) = default;
};

/// One file, image or object, with the origin of everything in it.
struct Explanation {
    ResourceId resource;
    std::string component;  ///< "kube-scheduler", when only one component uses it
    std::vector<ExplainedPart> parts;
    friend bool operator==(const Explanation&, const Explanation&) = default;
};

}  // namespace planekeeper::model
