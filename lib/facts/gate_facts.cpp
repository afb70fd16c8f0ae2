#include "facts/gate_facts.hpp"

#include <algorithm>

#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

std::string_view gate_source() { return measured::kube_apiserver::source_of_gates; }

std::span<const GateFact> gate_facts() { return measured::kube_apiserver::gates; }

std::span<const GateFact> rows_of_gate(std::string_view name) {
    const auto rows = std::ranges::equal_range(gate_facts(), name, {}, &GateFact::name);
    return {rows.begin(), rows.end()};
}

const GateFact* gate_in(std::string_view name, int minor) {
    for (const auto& row : rows_of_gate(name)) {
        if (row.known.contains(minor)) return &row;
    }
    return nullptr;
}

std::vector<std::string> gates_of(int minor) {
    std::vector<std::string> names;
    for (const auto& row : gate_facts()) {
        if (row.known.contains(minor)) names.emplace_back(row.name);
    }
    return names;
}

}  // namespace planekeeper::kubernetes
