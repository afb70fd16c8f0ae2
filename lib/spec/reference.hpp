#pragma once

#include <string>
#include <string_view>

#include "spec/fields.hpp"

// The reference of the desired-state file, printed from the table of fields.

namespace planekeeper::spec {

/// A JSON Schema (draft-07) that takes every file that the reader takes, with a line break at its end. It refuses
/// errors in the shape of a file: unknown keys, missing fields, types, choices, ranges and how a value is spelled.
[[nodiscard]] std::string json_schema();

/// A page whose text between markers is printed anew; the rest stays unchanged. "fields: PATH..." lists these
/// fields, and for an object its meaning and all fields below; "types" lists the types of values; "end" ends both. In
/// Markdown a marker is a comment of HTML, in a manual page (scdoc) a line with ";" in front.
[[nodiscard]] std::string refreshed_markdown(std::string_view page);
[[nodiscard]] std::string refreshed_manual(std::string_view page);

/// A text of the table after the placeholders for the supported versions are filled in: "{versions}", "{minors}".
[[nodiscard]] std::string filled_in(std::string_view text);

/// The items of a list as it would be written; of any other value the value alone. Without quotes.
[[nodiscard]] std::vector<std::string> written_items(std::string_view written);

}  // namespace planekeeper::spec
