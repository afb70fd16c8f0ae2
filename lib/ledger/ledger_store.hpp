#pragma once

#include <string>

#include "base/result.hpp"
#include "edges/file_system.hpp"
#include "model/ledger.hpp"

namespace planekeeper::ledger {

/// Everything planekeeper remembers lies below here, readable by root only.
inline constexpr const char* state_directory = "/var/lib/planekeeper";

/// The ledger as one JSON file, replaced in one step. It holds no secret.
class LedgerStore {
public:
    explicit LedgerStore(edges::FileSystem& files) : files_(files) {}

    /// An empty ledger when the file does not exist. Error invalid: the file cannot be understood. Then the past is
    /// unknown, and planekeeper may change nothing.
    [[nodiscard]] Result<model::Ledger> load() const;
    [[nodiscard]] Result<void> save(const model::Ledger& ledger);

    [[nodiscard]] static std::string path();

private:
    edges::FileSystem& files_;
};

}  // namespace planekeeper::ledger
