#include "components/component_row.hpp"
#include "spec/sections.hpp"

namespace planekeeper::spec {

void read_scheduler(const Value& value, model::DesiredState& state) {
    if (!value.present()) return;
    constexpr auto id = model::ComponentId::scheduler;
    auto& component = state.component(id);
    component = kubernetes::default_component(id);
    MapReader map(value);
    read_component(map, id, component);
    read_image(map.at("image"), id, component.image);
    map.finish();
}

void check_scheduler(const model::DesiredState& state, Findings& findings) {
    if (!state.declares(model::ComponentId::scheduler) || state.pki.mode == model::PkiMode::managed) return;
    findings.add_at("spec.scheduler", "needs certificates, which planekeeper does not issue with mode: external",
                    "delete it, or write mode: managed");
}

}  // namespace planekeeper::spec
