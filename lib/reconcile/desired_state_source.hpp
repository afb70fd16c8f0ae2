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

/// The desired-state file on its way into force. What was valid last stays in force whatever happens to the file, also
/// across a restart (a copy lies in the state directory).
class DesiredStateSource {
public:
    DesiredStateSource(edges::FileSystem& host_files, edges::FileSystem& state_files, const Options& options)
        : host_files_(host_files), state_files_(state_files), options_(options) {}

    enum class Outcome {
        unchanged,
        unsettled,  ///< it is being written just now: look again after `settle_time`
        accepted,   ///< a new state is in force
        refused,    ///< the text has problems; the state in force stays
        inactive,   ///< nothing but comments: there is nothing to do
    };

    /// Looks at the file, through links; reads it only when lstat says that it changed. One that others than root may
    /// change is refused, wherever on the way to it they could. A change counts once it has stood still for
    /// settle_time, so that an editor's half-written file, which may be valid YAML, is never taken.
    Outcome refresh(Now now);

    /// The next refresh() reads the file.
    void forget() { taken_.reset(); }
    /// The last refresh() could not see the file, for a reason that may pass.
    [[nodiscard]] bool look_failed() const noexcept { return look_failed_; }

    static constexpr std::chrono::milliseconds settle_time{250};

    [[nodiscard]] const std::optional<model::DesiredState>& in_force() const noexcept { return in_force_; }
    /// Where the fields of the text in force stand.
    [[nodiscard]] const spec::Places& places() const noexcept { return places_; }
    /// Short digest of the text in force.
    [[nodiscard]] const std::string& digest() const noexcept { return digest_; }
    [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return problems_; }
    [[nodiscard]] bool inactive() const noexcept { return inactive_; }

    /// Where a change may be one of the desired state: the file's directory, and those of links on the way to it.
    [[nodiscard]] const std::set<std::string>& directories() const noexcept { return directories_; }

    /// The copy of the last good text.
    [[nodiscard]] static std::string copy_path();

private:
    Outcome take(const std::string& text);
    Outcome refuse(std::string problem);
    /// For what may pass while the file stays what it is: it is looked at again with each pass.
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
    std::optional<edges::FileStatus> taken_;    ///< what the file was when it was last judged
    std::optional<edges::FileStatus> pending_;  ///< what it was when a change was first seen
    SteadyTime pending_since_{};
    bool look_failed_ = false;
    std::set<std::string> directories_;
};

}  // namespace planekeeper::reconcile
