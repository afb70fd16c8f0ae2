#include <fmt/format.h>

#include <array>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "components/render.hpp"
#include "failures/masked_text.hpp"
#include "text/yaml.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view cluster_name = "kubernetes";

/// For `planekeeper render`, which knows no certificate.
std::string data_of(const std::string& pem) { return pem.empty() ? "known-after-issue" : base64(pem); }

}  // namespace

std::string masked_kubeconfig(const KubeconfigInputs& inputs) {
    const std::string name = fmt::format("{}@{}", inputs.user, cluster_name);
    const ordered_json cluster{
        {"name", cluster_name},
        {"cluster", {{"certificate-authority-data", data_of(inputs.ca_pem)}, {"server", inputs.server}}}};
    const ordered_json user{
        {"name", inputs.user},
        {"user", {{"client-certificate-data", data_of(inputs.certificate_pem)}, {"client-key-data", mask}}}};
    const ordered_json entry{{"name", name}, {"context", {{"cluster", cluster_name}, {"user", inputs.user}}}};
    return text::yaml_text({{"apiVersion", "v1"},
                            {"kind", "Config"},
                            {"clusters", ordered_json::array({cluster})},
                            {"users", ordered_json::array({user})},
                            {"contexts", ordered_json::array({entry})},
                            {"current-context", name}});
}

Secret kubeconfig(const KubeconfigInputs& inputs, const Secret& key_pem) {
    const std::array secrets{std::cref(key_pem)};
    return unmasked(masked_kubeconfig(inputs), secrets);
}

}  // namespace planekeeper::kubernetes
