#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "components/key_material.hpp"
#include "drivers/file_looks.hpp"
#include "drivers/links.hpp"
#include "ledger/custody.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

namespace planekeeper::drivers {

/// Key material: observes custody and published files, makes new items, adopts existing ones.
class MaterialDriver {
public:
    explicit MaterialDriver(edges::FileSystem& files) : files_(files), custody_(files_), links_(files_) {}

    [[nodiscard]] std::map<std::string, model::ObservedMaterial> observe(const model::DesiredState& desired, Now now);
    /// The next look reads everything again.
    void forget() { remembered_.clear(); }
    [[nodiscard]] std::size_t failed_looks() const noexcept { return files_.failed(); }

    /// Directories in which others may change links to files of an external PKI.
    [[nodiscard]] const std::set<std::string>& link_directories() const noexcept { return links_.directories(); }

    /// Makes key material and puts it into custody. Errors: conflict (the item exists), invalid, transient (the
    /// authority is not in custody), or those of the file system.
    [[nodiscard]] Result<void> mint(const model::MintMaterial& change, const model::DesiredState& desired, Now now);
    [[nodiscard]] Result<void> adopt(const model::AdoptMaterial& change, const model::DesiredState& desired);

    /// The bytes of one file of an item in custody.
    [[nodiscard]] Result<Secret> bytes(const model::MaterialRef& ref) const;

    /// A client certificate for one hour for the daemon's own API calls, made in memory and never stored. With an
    /// external PKI, or without the authority in custody, it is the pair of the API server on this node.
    struct ClientCredentials {
        std::string authority_pem;
        std::string certificate_pem;
        Secret key_pem;
        SystemTime not_after;
        /// The PKI is managed, but the authority is not in custody: this is the API server's pair, which may have no
        /// rights.
        bool is_stand_in = false;
    };
    [[nodiscard]] Result<ClientCredentials> client_credentials(const model::DesiredState& desired, Now now) const;

private:
    struct Remembered {
        std::string identity;
        model::ObservedMaterial material;
    };

    [[nodiscard]] std::string identity_of_item(const kubernetes::MaterialItem& item, Now now);
    /// The item in custody, with all of its files.
    [[nodiscard]] Result<std::optional<ledger::MaterialBytes>> in_custody(const kubernetes::MaterialItem& item) const;
    [[nodiscard]] model::ObservedMaterial look_at(const kubernetes::MaterialItem& item);
    [[nodiscard]] ledger::MaterialBytes published_bytes(const kubernetes::MaterialItem& item,
                                                        model::MaterialFacts& facts) const;

    FileLooks files_;
    ledger::Custody custody_;
    Links links_;
    std::map<std::string, Remembered> remembered_;
    std::string authority_pem_;  ///< verifies leaves; as of the last look
};

}  // namespace planekeeper::drivers
