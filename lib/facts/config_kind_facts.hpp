#pragma once

#include <span>
#include <string_view>

#include "facts/minors.hpp"

// Kinds of the configuration files that kube-apiserver reads.

namespace planekeeper::kubernetes {

struct ConfigKindFact {
    std::string_view flag;  ///< the flag that names the file
    std::string_view api_version;
    std::string_view kind;
    Minors accepted;
    std::string_view gate = {};  ///< must be on, by default or by the user
    std::string_view remark = {};
    std::string_view source = {};
};

/// Grouped by flag; of one kind the oldest version first.
[[nodiscard]] std::span<const ConfigKindFact> config_kind_facts();

/// The newest version of a kind that the minor accepts and that is neither alpha nor beta; nullptr: none.
[[nodiscard]] const ConfigKindFact* stable_kind(std::string_view kind, int minor);

/// Where resources[].group of an audit policy may be "*" (k8s.io/apiserver pkg/apis/audit/validation).
inline constexpr Minors audit_any_group{36, still};

/// The abilities of encryption configurations.
struct EncryptionFact {
    std::string_view what;
    Minors minors;
    std::string_view remark = {};
    std::string_view source = {};
};
[[nodiscard]] std::span<const EncryptionFact> encryption_facts();

}  // namespace planekeeper::kubernetes
