#pragma once

#include <string>
#include <string_view>

#include "spec/characters.hpp"
#include "spec/findings.hpp"

namespace planekeeper::spec {

/// Reports, of each line, the first character that nobody sees or takes for another one, where it stands. False when
/// there is one, or when the text is not UTF-8: parsing would then speak of other places.
///
/// Comments may hold what they like but marks that reorder the text. Prose inside a block of text (an annotation's, with
/// blanks in it) may hold typographic characters, but not at its ends.
[[nodiscard]] bool check_characters(std::string_view text, Findings& findings);

enum class Lookalikes { refused, meant };

/// The same of a value in its final form, where an escape ("\u00a0") may have made it; empty: nothing. Line breaks and
/// tabs are left to who reads the value. `meant`: typographic characters are prose.
[[nodiscard]] std::string suspicious_in(std::string_view value, Lookalikes lookalikes);

}  // namespace planekeeper::spec
