#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "components/key_material.hpp"
#include "model/component.hpp"
#include "model/desired_state.hpp"

// An item of key material as one row: what is true of it whatever the desired state says, and how the rest follows.

namespace planekeeper::kubernetes {

inline constexpr std::uint32_t public_mode = 0644;
inline constexpr std::uint32_t secret_mode = 0600;

struct MaterialRow {
    std::string_view name;
    std::string_view field;  ///< of the desired state, that its paths follow from
    MaterialType type;
    std::string_view authority;  ///< MaterialItem::authority
    Ownership ownership;
    Renewal renewal;
    bool in_pki_directory = false;                           ///< with spec.pki.mode external it is somebody else's
    std::optional<model::ComponentId> reader = {};           ///< MaterialItem::reader
    bool (*declared)(const model::DesiredState&) = nullptr;  ///< nullptr: always
    std::vector<MaterialFile> (*files)(const model::DesiredState&);
    /// Without names. nullptr: there is no certificate.
    model::CertificateProfile (*profile)(const model::DesiredState&) = nullptr;
    std::vector<model::Cause> (*names)(const model::DesiredState&) = nullptr;  ///< of a certificate that has some
    KubeconfigProfile (*kubeconfig)(const model::DesiredState&) = nullptr;     ///< of a kubeconfig
};

}  // namespace planekeeper::kubernetes
