#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <optional>

namespace planekeeper::fakes {

/// Stands for the death of the process: thrown right after an effect. The test catches it and builds everything again
/// on the same fakes.
struct Crash : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "simulated crash"; }
};

/// Counts effects over all fakes that share this plan, and makes chosen effects fail. The first effect has the number
/// 1.
class FaultPlan {
public:
    /// The nth effect from now fails with this errno and changes nothing.
    void fail_nth(std::size_t nth, int error_number) { failures_[count_ + nth] = error_number; }
    /// The nth effect from now and all later ones fail, until clear().
    void fail_from(std::size_t nth, int error_number) {
        persistent_from_ = count_ + nth;
        persistent_errno_ = error_number;
    }
    /// The nth effect from now succeeds, then Crash is thrown.
    void crash_after(std::size_t nth) { crash_at_ = count_ + nth; }
    void clear() {
        failures_.clear();
        persistent_from_.reset();
        crash_at_.reset();
    }

    /// Called after each effect, before a crash.
    std::function<void()> after_effect = [] {};

    /// The number of attempted effects so far.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

    /// A fake calls this before an effect. With an errno the effect must fail and change nothing.
    [[nodiscard]] std::optional<int> begin_effect() {
        ++count_;
        if (const auto found = failures_.find(count_); found != failures_.end()) return found->second;
        if (persistent_from_ && count_ >= *persistent_from_) return persistent_errno_;
        return std::nullopt;
    }
    /// A fake calls this after an effect.
    void end_effect() {
        after_effect();
        if (crash_at_ != count_) return;
        crash_at_.reset();
        throw Crash{};
    }

private:
    std::size_t count_ = 0;
    std::map<std::size_t, int> failures_;
    std::optional<std::size_t> persistent_from_;
    int persistent_errno_ = 0;
    std::optional<std::size_t> crash_at_;
};

}  // namespace planekeeper::fakes
