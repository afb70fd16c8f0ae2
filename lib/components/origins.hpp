#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/minors.hpp"
#include "model/origin.hpp"

// Functions with which the files of this room name the origin of their output. Private to this room.

namespace planekeeper::kubernetes {

/// "spec.apiserver.port"; spec::locate() adds the place, or the default.
[[nodiscard]] model::Origin from_field(std::string field);

/// An entry of a map: spec.apiserver.flags.v, spec.apiserver.runtimeConfig."authentication.k8s.io/v1beta1".
[[nodiscard]] model::Origin from_entry(std::string_view map, std::string_view key);

/// An item of a list: "spec.etcd.servers[0]".
[[nodiscard]] model::Origin from_item(std::string_view list, std::size_t index);

[[nodiscard]] model::Origin from_choice(std::string_view reason);

[[nodiscard]] model::Origin from_version(const Minors& minors, std::string_view reason, std::string_view source);

/// A fact about minors that do not include the desired minor.
[[nodiscard]] model::Origin from_other_versions(const Minors& minors, std::string_view reason, std::string_view source);

[[nodiscard]] model::Origin from_flag(std::string_view flag);

/// A value that has one origin as a whole.
[[nodiscard]] model::Written written(std::string value, model::Origin origin);

/// A value that is left out for this reason.
[[nodiscard]] model::Written left_out(model::Origin origin);

/// The items of a list, each with its origin.
using Items = std::vector<model::Cause>;

/// The items without their origins.
[[nodiscard]] std::vector<std::string> parts_of(const Items& items);

/// "a,b", each item with its origin. Items that are left out appear only among the causes.
[[nodiscard]] model::Written written(Items items);

}  // namespace planekeeper::kubernetes
