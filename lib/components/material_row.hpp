#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "components/key_material.hpp"
#include "model/component.hpp"
#include "model/desired_state.hpp"

// An item of key material as one row: its fixed properties, and functions that derive the others from the desired state.

namespace planekeeper::kubernetes {

inline constexpr std::uint32_t public_mode = 0644;
inline constexpr std::uint32_t secret_mode = 0600;

struct MaterialRow {
    std::string_view name;
    std::string_view field;  ///< the field of the desired state that decides the paths
    MaterialType type;
    std::string_view authority;  ///< MaterialItem::authority
    Ownership ownership;
    Renewal renewal;
    bool in_pki_directory = false;                           ///< spec.pki.mode external gives the item to somebody else
    std::optional<model::ComponentId> reader = {};           ///< MaterialItem::reader
    bool (*declared)(const model::DesiredState&) = nullptr;  ///< nullptr: always
    std::vector<MaterialFile> (*files)(const model::DesiredState&);
    /// The profile without names. nullptr: the item has no certificate.
    model::CertificateProfile (*profile)(const model::DesiredState&) = nullptr;
    std::vector<model::Cause> (*names)(const model::DesiredState&) =
        nullptr;  ///< the names of a certificate; nullptr: none
    KubeconfigProfile (*kubeconfig)(const model::DesiredState&) = nullptr;  ///< nullptr: no kubeconfig
};

}  // namespace planekeeper::kubernetes
