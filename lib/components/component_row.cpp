#include "components/component_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "components/api_server.hpp"
#include "components/scheduler.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr std::array rows{&api_server_row, &scheduler_row};

}  // namespace

std::span<const ComponentRow* const> component_rows() { return rows; }

const ComponentRow* find_row(model::ComponentId id) {
    const auto* const found = std::ranges::find(rows, id, &ComponentRow::id);
    return found == rows.end() ? nullptr : *found;
}

const ComponentRow& row_of(model::ComponentId id) { return *find_row(id); }

std::vector<const ComponentRow*> declared_rows(const model::DesiredState& desired) {
    std::vector<const ComponentRow*> declared;
    std::ranges::copy_if(rows, std::back_inserter(declared),
                         [&](const auto* row) { return desired.declares(row->id); });
    return declared;
}

model::ResourceId resource_of(const ComponentRow& row) { return {row.status, std::string{to_string(row.id)}}; }

std::string_view spoken_name(model::ComponentId id) { return row_of(id).spoken; }

model::Component default_component(model::ComponentId id) {
    const auto& row = row_of(id);
    model::Component component;
    component.image.name = row.image_name;
    component.manifest_file = row.manifest_file;
    component.resources = row.resources();
    return component;
}

std::string manifest_path(const model::DesiredState& desired, model::ComponentId id) {
    return fmt::format("{}/{}", desired.static_pods.directory, desired.component(id).manifest_file);
}

}  // namespace planekeeper::kubernetes
