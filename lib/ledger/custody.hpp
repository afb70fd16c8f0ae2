#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "edges/file_system.hpp"
#include "model/file_role.hpp"

namespace planekeeper::ledger {

/// The files of one item of key material.
using MaterialBytes = std::map<model::FileRole, Secret>;

/// Where key material is kept: one file an item, 0600 in a 0700 directory, written in one step. What is published on
/// the node is a copy of it, so a key that is deleted or damaged there comes back byte for byte, and a key that has been
/// made once is never made again, whenever the power fails.
class Custody {
public:
    explicit Custody(edges::FileSystem& files) : files_(files) {}

    [[nodiscard]] static std::string directory();
    [[nodiscard]] static std::string path(const std::string& item);

    /// nullopt: not in custody. Error invalid: the file is damaged.
    [[nodiscard]] Result<std::optional<MaterialBytes>> load(const std::string& item) const;

    /// Never over an existing item: ErrorKind::conflict.
    [[nodiscard]] Result<void> create(const std::string& item, const MaterialBytes& bytes);
    /// For what may be reissued.
    [[nodiscard]] Result<void> replace(const std::string& item, const MaterialBytes& bytes);

private:
    [[nodiscard]] Result<void> prepare_directory();

    edges::FileSystem& files_;
};

}  // namespace planekeeper::ledger
