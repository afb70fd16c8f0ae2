#include "components/config_files.hpp"

#include <fmt/format.h>

#include "components/command_line.hpp"
#include "components/component_row.hpp"
#include "components/named_files.hpp"
#include "components/render.hpp"

namespace planekeeper::kubernetes {

std::string authorization_configuration_file(const model::DesiredState& desired) {
    return fmt::format("{}/authorizers.yaml", directory_of(desired.authorization_webhook->config_file));
}

std::vector<ConfigFile> config_files(model::ComponentId id, const model::DesiredState& desired) {
    std::vector<ConfigFile> files;
    for (const auto& config : row_of(id).configs) {
        if (!config.declared(desired)) continue;
        files.push_back({config.artefact, config.field, config.path(desired), config.content(desired)});
    }
    return files;
}

}  // namespace planekeeper::kubernetes
