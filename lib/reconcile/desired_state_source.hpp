#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "edges/file_system.hpp"
#include "model/desired_state.hpp"
#include "reconcile/outside.hpp"
#include "spec/desired_state_file.hpp"

namespace planekeeper::reconcile {

/// Reads the desired-state file. The last valid text stays in force whatever happens to the file, even across a restart
/// (a copy is in the state directory).
class DesiredStateSource {
public:
    DesiredStateSource(edges::FileSystem& host_files, edges::FileSystem& state_files, const Options& options)
        : host_files_(host_files), state_files_(state_files), options_(options) {}

    enum class Outcome {
        unchanged,
        unsettled,  ///< somebody is writing the file: look again after `settle_time`
        accepted,   ///< a new state is in force
        refused,    ///< the text has problems; the state in force stays
        inactive,   ///< only comments: there is nothing to do
    };

    /// Looks at the file through links, and reads it only when lstat shows a change. A file that others than root may
    /// change is refused, also when they may change a link or directory on the way. A change counts after it has rested
    /// for settle_time, so that a half-written file, which may be valid YAML, is never taken.
    Outcome refresh(Now now);

    /// The next refresh() reads the file.
    void forget() { taken_.reset(); }
    /// True when the last refresh() could not see the file for a reason that may pass.
    [[nodiscard]] bool look_failed() const noexcept { return look_failed_; }

    static constexpr std::chrono::milliseconds settle_time{250};

    [[nodiscard]] const std::optional<model::DesiredState>& in_force() const noexcept { return in_force_; }
    /// The places of the fields in the text in force.
    [[nodiscard]] const spec::Places& places() const noexcept { return places_; }
    /// Short digest of the text in force.
    [[nodiscard]] const std::string& digest() const noexcept { return digest_; }
    [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return problems_; }
    [[nodiscard]] bool inactive() const noexcept { return inactive_; }

    /// Directories in which a change may change the desired state: those of the file and of links on the way to it.
    [[nodiscard]] const std::set<std::string>& directories() const noexcept { return directories_; }

    /// The copy of the last good text.
    [[nodiscard]] static std::string copy_path();

private:
    Outcome take(const std::string& text);
    Outcome refuse(std::string problem);
    /// For a problem that may pass without a change of the file: each pass looks again.
    Outcome refuse_for_now(std::string problem);
    void restore_copy();

    edges::FileSystem& host_files_;
    edges::FileSystem& state_files_;
    const Options& options_;
    std::optional<model::DesiredState> in_force_;
    spec::Places places_;
    std::string digest_;
    std::vector<std::string> problems_;
    bool inactive_ = false;
    std::optional<edges::FileStatus> taken_;    ///< status of the file that was judged last
    std::optional<edges::FileStatus> pending_;  ///< status of the file when a change was first seen
    SteadyTime pending_since_{};
    bool look_failed_ = false;
    std::set<std::string> directories_;
};

}  // namespace planekeeper::reconcile
