#include "spec/owned_flags.hpp"

#include <fmt/format.h>

#include <string>

#include "facts/flag_rows.hpp"

namespace planekeeper::spec {

std::optional<Complaint> owned_flag(model::ComponentId id, std::string_view name) {
    const auto* const row = kubernetes::find_flag(id, name);
    if (row == nullptr || row->field.empty()) return std::nullopt;
    return Complaint{.message = fmt::format("this flag follows from {}", row->field), .hint = "set that field instead"};
}

}  // namespace planekeeper::spec
