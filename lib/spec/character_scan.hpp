#pragma once

#include <string>
#include <string_view>

#include "spec/characters.hpp"
#include "spec/findings.hpp"

namespace planekeeper::spec {

/// Reports the first invisible or misleading character of each line, with its place. False when there is such a
/// character, or when the text is not UTF-8: the parser would then report wrong places.
///
/// Comments may hold any character except control characters and marks that reorder the text. Prose inside a block of text
/// (an annotation's, with blanks in it) may hold typographic characters, but not at its ends.
[[nodiscard]] bool check_characters(std::string_view text, Findings& findings);

enum class Lookalikes { refused, meant };

/// The same check of a value in its final form: an escape ("\u00a0") may have made the character; empty: none. The
/// reader of the value checks line breaks and tabs. `meant`: typographic characters are prose.
[[nodiscard]] std::string suspicious_in(std::string_view value, Lookalikes lookalikes);

}  // namespace planekeeper::spec
