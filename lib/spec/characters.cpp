#include "spec/characters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace planekeeper::spec {

namespace {

using enum CharacterKind;

constexpr std::string_view ordinary_blank = "a blank";
constexpr std::string_view hyphen = "-";
constexpr std::string_view single_quote = "'";
constexpr std::string_view double_quote = "\"";

/// In the order of the code points. Names are Unicode's, of a run the common part.
constexpr auto suspicious_table = std::to_array<NamedCharacters>({
    {0x0000, 0x0000, control, "NULL"},
    {0x0001, 0x0008, control, "CONTROL CHARACTER"},
    {0x0009, 0x0009, control, "CHARACTER TABULATION", ordinary_blank},
    {0x000a, 0x000a, control, "LINE FEED"},
    {0x000b, 0x000b, control, "LINE TABULATION", ordinary_blank},
    {0x000c, 0x000c, control, "FORM FEED"},
    {0x000d, 0x000d, control, "CARRIAGE RETURN"},
    {0x000e, 0x001a, control, "CONTROL CHARACTER"},
    {0x001b, 0x001b, control, "ESCAPE"},
    {0x001c, 0x001f, control, "CONTROL CHARACTER"},
    {0x007f, 0x007f, control, "DELETE"},
    {0x0080, 0x0084, control, "CONTROL CHARACTER"},
    {0x0085, 0x0085, control, "NEXT LINE"},
    {0x0086, 0x009f, control, "CONTROL CHARACTER"},
    {0x00a0, 0x00a0, invisible, "NO-BREAK SPACE", ordinary_blank},
    {0x00ab, 0x00ab, lookalike, "LEFT-POINTING DOUBLE ANGLE QUOTATION MARK", double_quote},
    {0x00ad, 0x00ad, invisible, "SOFT HYPHEN"},
    {0x00b4, 0x00b4, lookalike, "ACUTE ACCENT", single_quote},
    {0x00bb, 0x00bb, lookalike, "RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK", double_quote},
    {0x034f, 0x034f, invisible, "COMBINING GRAPHEME JOINER"},
    {0x061c, 0x061c, reordering, "ARABIC LETTER MARK"},
    {0x0660, 0x0669, lookalike, "ARABIC-INDIC DIGIT", "an ASCII digit"},
    {0x06f0, 0x06f9, lookalike, "EXTENDED ARABIC-INDIC DIGIT", "an ASCII digit"},
    {0x115f, 0x1160, invisible, "HANGUL FILLER"},
    {0x1680, 0x1680, invisible, "OGHAM SPACE MARK", ordinary_blank},
    {0x17b4, 0x17b5, invisible, "KHMER VOWEL INHERENT"},
    {0x180b, 0x180f, invisible, "MONGOLIAN SEPARATOR"},
    {0x2000, 0x2001, invisible, "QUAD", ordinary_blank},
    {0x2002, 0x2002, invisible, "EN SPACE", ordinary_blank},
    {0x2003, 0x2003, invisible, "EM SPACE", ordinary_blank},
    {0x2004, 0x2006, invisible, "PART OF AN EM SPACE", ordinary_blank},
    {0x2007, 0x2007, invisible, "FIGURE SPACE", ordinary_blank},
    {0x2008, 0x2008, invisible, "PUNCTUATION SPACE", ordinary_blank},
    {0x2009, 0x2009, invisible, "THIN SPACE", ordinary_blank},
    {0x200a, 0x200a, invisible, "HAIR SPACE", ordinary_blank},
    {0x200b, 0x200b, invisible, "ZERO WIDTH SPACE"},
    {0x200c, 0x200c, invisible, "ZERO WIDTH NON-JOINER"},
    {0x200d, 0x200d, invisible, "ZERO WIDTH JOINER"},
    {0x200e, 0x200e, reordering, "LEFT-TO-RIGHT MARK"},
    {0x200f, 0x200f, reordering, "RIGHT-TO-LEFT MARK"},
    {0x2010, 0x2010, lookalike, "HYPHEN", hyphen},
    {0x2011, 0x2011, lookalike, "NON-BREAKING HYPHEN", hyphen},
    {0x2012, 0x2012, lookalike, "FIGURE DASH", hyphen},
    {0x2013, 0x2013, lookalike, "EN DASH", hyphen},
    {0x2014, 0x2014, lookalike, "EM DASH", hyphen},
    {0x2015, 0x2015, lookalike, "HORIZONTAL BAR", hyphen},
    {0x2018, 0x2018, lookalike, "LEFT SINGLE QUOTATION MARK", single_quote},
    {0x2019, 0x2019, lookalike, "RIGHT SINGLE QUOTATION MARK", single_quote},
    {0x201a, 0x201b, lookalike, "SINGLE QUOTATION MARK", single_quote},
    {0x201c, 0x201c, lookalike, "LEFT DOUBLE QUOTATION MARK", double_quote},
    {0x201d, 0x201d, lookalike, "RIGHT DOUBLE QUOTATION MARK", double_quote},
    {0x201e, 0x201f, lookalike, "DOUBLE QUOTATION MARK", double_quote},
    {0x2024, 0x2024, lookalike, "ONE DOT LEADER", "."},
    {0x2026, 0x2026, lookalike, "HORIZONTAL ELLIPSIS", "..."},
    {0x2028, 0x2028, invisible, "LINE SEPARATOR"},
    {0x2029, 0x2029, invisible, "PARAGRAPH SEPARATOR"},
    {0x202a, 0x202a, reordering, "LEFT-TO-RIGHT EMBEDDING"},
    {0x202b, 0x202b, reordering, "RIGHT-TO-LEFT EMBEDDING"},
    {0x202c, 0x202c, reordering, "POP DIRECTIONAL FORMATTING"},
    {0x202d, 0x202d, reordering, "LEFT-TO-RIGHT OVERRIDE"},
    {0x202e, 0x202e, reordering, "RIGHT-TO-LEFT OVERRIDE"},
    {0x202f, 0x202f, invisible, "NARROW NO-BREAK SPACE", ordinary_blank},
    {0x2032, 0x2032, lookalike, "PRIME", single_quote},
    {0x2033, 0x2033, lookalike, "DOUBLE PRIME", double_quote},
    {0x2039, 0x203a, lookalike, "SINGLE ANGLE QUOTATION MARK", single_quote},
    {0x2044, 0x2044, lookalike, "FRACTION SLASH", "/"},
    {0x205f, 0x205f, invisible, "MEDIUM MATHEMATICAL SPACE", ordinary_blank},
    {0x2060, 0x2060, invisible, "WORD JOINER"},
    {0x2061, 0x2064, invisible, "INVISIBLE OPERATOR"},
    {0x2066, 0x2066, reordering, "LEFT-TO-RIGHT ISOLATE"},
    {0x2067, 0x2067, reordering, "RIGHT-TO-LEFT ISOLATE"},
    {0x2068, 0x2068, reordering, "FIRST STRONG ISOLATE"},
    {0x2069, 0x2069, reordering, "POP DIRECTIONAL ISOLATE"},
    {0x206a, 0x206f, reordering, "DEPRECATED FORMAT CHARACTER"},
    {0x2212, 0x2212, lookalike, "MINUS SIGN", hyphen},
    {0x2215, 0x2215, lookalike, "DIVISION SLASH", "/"},
    {0x2236, 0x2236, lookalike, "RATIO", ":"},
    {0x2800, 0x2800, invisible, "BRAILLE PATTERN BLANK", ordinary_blank},
    {0x3000, 0x3000, invisible, "IDEOGRAPHIC SPACE", ordinary_blank},
    {0x3164, 0x3164, invisible, "HANGUL FILLER"},
    {0xfe00, 0xfe0f, invisible, "VARIATION SELECTOR"},
    {0xfe58, 0xfe58, lookalike, "SMALL EM DASH", hyphen},
    {0xfe63, 0xfe63, lookalike, "SMALL HYPHEN-MINUS", hyphen},
    {0xfeff, 0xfeff, invisible, "ZERO WIDTH NO-BREAK SPACE (BYTE ORDER MARK)"},
    {0xff01, 0xff0f, lookalike, "FULLWIDTH SIGN", "its ASCII form"},
    {0xff10, 0xff19, lookalike, "FULLWIDTH DIGIT", "an ASCII digit"},
    {0xff1a, 0xff1a, lookalike, "FULLWIDTH COLON", ":"},
    {0xff1b, 0xff20, lookalike, "FULLWIDTH SIGN", "its ASCII form"},
    {0xff21, 0xff3a, lookalike, "FULLWIDTH LATIN CAPITAL LETTER", "an ASCII letter"},
    {0xff3b, 0xff40, lookalike, "FULLWIDTH SIGN", "its ASCII form"},
    {0xff41, 0xff5a, lookalike, "FULLWIDTH LATIN SMALL LETTER", "an ASCII letter"},
    {0xff5b, 0xff5e, lookalike, "FULLWIDTH SIGN", "its ASCII form"},
    {0xffa0, 0xffa0, invisible, "HALFWIDTH HANGUL FILLER"},
    {0xfff9, 0xfffb, invisible, "INTERLINEAR ANNOTATION"},
    {0xfffd, 0xfffd, lookalike, "REPLACEMENT CHARACTER", "what stood there before the text was converted"},
    {0xe0000, 0xe007f, invisible, "TAG"},
    {0xe0100, 0xe01ef, invisible, "VARIATION SELECTOR"},
});

[[nodiscard]] std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    if (lead >= 0xf0 && lead <= 0xf4) return 4;
    return 0;
}

}  // namespace

const NamedCharacters* find_suspicious(std::uint32_t code) {
    if (code >= 0x20 && code < 0x7f) return nullptr;
    const auto* const row = std::ranges::lower_bound(suspicious_table, code, {}, &NamedCharacters::last);
    return row != suspicious_table.end() && row->first <= code ? row : nullptr;
}

std::string character_text(std::uint32_t code) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result = "U+";
    for (int shift = code > 0xffff ? 16 : 12; shift >= 0; shift -= 4) {
        result += digits[(code >> static_cast<unsigned>(shift)) & 0x0fU];
    }
    const auto* const row = find_suspicious(code);
    return row == nullptr ? result : fmt::format("{} {}", result, row->name);
}

std::optional<Character> decode(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = sequence_length(lead);
    if (length == 0 || length > text.size()) return std::nullopt;
    if (length == 1) return Character{lead, 1};
    std::uint32_t code = lead & (0xffU >> (length + 1));
    for (std::size_t index = 1; index < length; ++index) {
        const auto byte = static_cast<unsigned char>(text[index]);
        if ((byte & 0xc0U) != 0x80U) return std::nullopt;
        code = (code << 6U) | (byte & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff) return std::nullopt;
    return Character{code, length};
}

}  // namespace planekeeper::spec
