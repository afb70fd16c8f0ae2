#pragma once

#include <string_view>

#include "spec/findings.hpp"

// Checks of the file before the YAML parser: its size, its bytes, and whether the file holds anything.

namespace planekeeper::spec {

/// Size, UTF-8, control characters, line ends, the final newline. False when parsing would make no sense.
[[nodiscard]] bool check_bytes(std::string_view text, Findings& findings);

/// False when the text holds nothing but blank lines, comments and document markers.
[[nodiscard]] bool has_content(std::string_view text);

/// True when there is nothing but white space: not the packaged example, but a file that lost its content.
[[nodiscard]] bool blank(std::string_view text);

/// Text without a UTF-8 byte order mark.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text);

}  // namespace planekeeper::spec
