#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Characters that are invisible or look like another character (kubernetes/website#21040).

namespace planekeeper::spec {

enum class CharacterKind {
    control,     ///< C0 and C1
    reordering,  ///< shows the text in another order than it is read
    invisible,   ///< looks like a blank, or like nothing at all
    lookalike,   ///< typographic: a quote, dash or digit that no program reads as such
};

/// A run of code points with one name.
struct NamedCharacters {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    CharacterKind kind = CharacterKind::control;
    std::string_view name;
    std::string_view instead = {};  ///< what to write; empty: nothing
};

/// nullptr: the character is no control character, and is neither invisible nor misleading.
[[nodiscard]] const NamedCharacters* find_suspicious(std::uint32_t code);

/// "U+00A0 NO-BREAK SPACE"
[[nodiscard]] std::string character_text(std::uint32_t code);

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0;  ///< in bytes
};

/// The UTF-8 character at the start of `text`, which is not empty; nullopt for overlong, surrogate, truncated and other
/// invalid forms.
[[nodiscard]] std::optional<Character> decode(std::string_view text);

}  // namespace planekeeper::spec
