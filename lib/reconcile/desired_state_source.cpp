#include "reconcile/desired_state_source.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "drivers/file_driver.hpp"
#include "drivers/links.hpp"
#include "ledger/ledger_store.hpp"
#include "spec/desired_state_file.hpp"

namespace planekeeper::reconcile {

std::string DesiredStateSource::copy_path() {
    return fmt::format("{}/last-good-desired-state.yaml", ledger::state_directory);
}

DesiredStateSource::Outcome DesiredStateSource::refuse(std::string problem) {
    const std::vector<std::string> problems{std::move(problem)};
    const bool same = problems_ == problems;
    problems_ = problems;
    if (!in_force_) restore_copy();
    return same ? Outcome::unchanged : Outcome::refused;
}

DesiredStateSource::Outcome DesiredStateSource::refuse_for_now(std::string problem) {
    taken_.reset();
    return refuse(std::move(problem));
}

void DesiredStateSource::restore_copy() {
    const auto text = state_files_.read(copy_path(), spec::maximum_file_size);
    if (!text) return;
    auto parsed = spec::parse(*text, copy_path(), {options_.architecture});
    if (!parsed.state) return;
    in_force_ = std::move(parsed.state);
    places_ = std::move(parsed.places);
    digest_ = Digest::of(*text).short_hex();
}

DesiredStateSource::Outcome DesiredStateSource::take(const std::string& text) {
    auto parsed = spec::parse(text, options_.desired_state_file, {options_.architecture});
    problems_.clear();
    if (!in_force_ && !parsed.state) restore_copy();
    inactive_ = parsed.inactive && !in_force_;
    if (inactive_) return Outcome::inactive;
    if (parsed.inactive) {
        // A save that was cut off inside the leading comments looks like a file that nobody has edited yet.
        problems_.push_back(fmt::format("{}: the file holds only comments now; the last valid text stays in force",
                                        options_.desired_state_file));
        return Outcome::refused;
    }
    if (!parsed.state) {
        for (const auto& problem : parsed.problems) problems_.push_back(problem.text());
        return Outcome::refused;
    }
    const auto kept = state_files_.read(copy_path(), spec::maximum_file_size);
    const bool is_kept = kept && *kept == text;
    const auto digest = Digest::of(text).short_hex();
    const bool same = in_force_ ? digest == digest_ : is_kept;
    in_force_ = std::move(parsed.state);
    places_ = std::move(parsed.places);
    digest_ = digest;
    if (!is_kept) {
        const edges::FileMetadata directory{.mode = 0700};
        const edges::FileMetadata metadata{.mode = 0600};
        // The copy matters only for a restart with a broken file, so a failure stops nothing. The next pass takes the
        // same text again and tries again.
        const bool saved = state_files_.make_directory(ledger::state_directory, directory) &&
                           state_files_.replace(copy_path(), text, metadata);
        if (!saved) taken_.reset();
    }
    return same ? Outcome::unchanged : Outcome::accepted;
}

DesiredStateSource::Outcome DesiredStateSource::refresh(Now now) {
    const auto& path = options_.desired_state_file;
    directories_ = {path.substr(0, path.rfind('/'))};
    const auto walk = drivers::follow(host_files_, path);
    look_failed_ = !walk && may_pass(walk.error().kind());
    if (!walk) return refuse_for_now(fmt::format("{}: cannot be looked at: {}", path, walk.error().text()));
    directories_.insert(walk->directories.begin(), walk->directories.end());
    const auto leads = walk->has_links ? fmt::format("{} is a symbolic link that leads to {}", path, walk->path) : path;
    const auto& status = walk->status;
    if (!status)
        return refuse_for_now(
            fmt::format("{}: the file does not exist; write it, or pass another one with --file", leads));
    // The file names programs, mounts and pods of root, so whoever may write the file has the rights of root.
    if (const auto others = drivers::who_may_change(*walk); !others.empty()) {
        return refuse_for_now(fmt::format("{}: refused, because others than root could change it: {}", leads, others));
    }
    if (taken_ && *taken_ == *status) return Outcome::unchanged;
    const bool old_enough = drivers::settled(*status, now);
    if (!old_enough && (!pending_ || *pending_ != *status)) {
        pending_ = *status;
        pending_since_ = now.steady;
        return Outcome::unsettled;
    }
    if (!old_enough && now.steady - pending_since_ < settle_time) return Outcome::unsettled;
    const auto text = host_files_.read(walk->path, 64UL * spec::maximum_file_size);
    pending_.reset();
    // A read that failed for a reason that may pass says nothing about the file.
    look_failed_ = !text && may_pass(text.error().kind());
    if (!text) return refuse_for_now(fmt::format("{}: cannot be read: {}", leads, text.error().text()));
    taken_ = *status;
    return take(*text);
}

}  // namespace planekeeper::reconcile
