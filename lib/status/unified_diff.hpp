#pragma once

#include <string>
#include <string_view>

namespace planekeeper::status {

/// A unified diff (three lines of context) from `before` to `after`, as `diff -u` prints it and patch(1) reads it.
/// Empty when the texts are equal. `before_name` and `after_name` follow "---" and "+++"; a missing file has the name
/// "/dev/null" and an empty text.
[[nodiscard]] std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                                       std::string_view after_name);

}  // namespace planekeeper::status
