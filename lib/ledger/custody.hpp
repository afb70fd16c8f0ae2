#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "edges/file_system.hpp"
#include "model/file_role.hpp"

namespace planekeeper::ledger {

/// The files of one item of key material.
using MaterialBytes = std::map<model::FileRole, Secret>;

/// Holds key material: one file for each item, 0600 in a 0700 directory, written in one step. The published files are
/// copies. So a published key that is deleted or damaged comes back byte for byte, and no key is made twice, whenever
/// the power fails.
class Custody {
public:
    explicit Custody(edges::FileSystem& files) : files_(files) {}

    [[nodiscard]] static std::string directory();
    [[nodiscard]] static std::string path(const std::string& item);

    /// nullopt: not in custody. Error invalid: the file is damaged, or it is that of another item, without one of `files`.
    [[nodiscard]] Result<std::optional<MaterialBytes>> load(const std::string& item,
                                                            std::span<const model::FileRole> files = {}) const;

    /// Fails with ErrorKind::conflict when the item exists.
    [[nodiscard]] Result<void> create(const std::string& item, const MaterialBytes& bytes);
    /// For items that may be reissued.
    [[nodiscard]] Result<void> replace(const std::string& item, const MaterialBytes& bytes);

private:
    [[nodiscard]] Result<void> prepare_directory();

    edges::FileSystem& files_;
};

}  // namespace planekeeper::ledger
