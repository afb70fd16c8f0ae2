#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace planekeeper::spec {

/// The known word that somebody who typed `word` most likely meant; nullopt when none is near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

/// "did you mean "x"?" or, when nothing is near, "known: a, b, c".
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& known);

}  // namespace planekeeper::spec
