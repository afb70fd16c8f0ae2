#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "scenarios/fake_node.hpp"
#include "scenarios/secrets.hpp"

namespace planekeeper::proof {

/// What no disturbance may make planekeeper do. Each rule is checked after every effect of planekeeper; the first that is
/// broken is kept, with what broke it.
class Invariants {
public:
    explicit Invariants(const scenarios::FakeNode& node) : node_(node) {}

    /// After an effect of planekeeper or of a program that it runs.
    void check_effect();
    /// Somebody else has changed the node: what planekeeper must not lose is now what is there.
    void take_in();
    /// Of a file that planekeeper must neither change nor remove, until somebody else changes or removes it.
    void guard(const std::string& path, const std::string& bytes) { guarded_[path] = bytes; }
    /// Bytes that somebody wrote over a file of planekeeper: a copy of them is kept when the file comes back.
    void edited(const std::string& path, const std::string& bytes) { edits_[path] = bytes; }
    /// Nothing that leaves the daemon holds a secret.
    void check_words(const std::string& where, const std::string& words);

    void fail(const std::string& rule, const std::string& what);
    [[nodiscard]] const std::optional<std::string>& broken() const noexcept { return broken_; }

private:
    void forget_undone();
    void check_touched(const std::string& path);
    void check_keys();
    void check_encryption();
    void check_mounts(const std::string& path);
    void check_guarded();
    void check_pairs();
    void check_edit(const std::string& path);
    [[nodiscard]] std::set<std::string> keys_there() const;
    [[nodiscard]] bool is_mismatched(const std::string& name) const;

    const scenarios::FakeNode& node_;
    scenarios::Secrets secrets_;
    std::size_t seen_effects_ = 0;
    std::set<std::string> keys_;             ///< bodies of irreplaceable keys that the node has
    std::set<std::string> used_encryption_;  ///< secrets with which a running server may have written
    std::set<std::string> manifests_;        ///< that have been there
    std::map<std::string, std::string> guarded_;
    std::map<std::string, std::string> edits_;
    std::map<std::string, int> mismatched_;  ///< effects since planekeeper made a pair not match
    std::set<std::string> mismatched_by_others_;
    std::optional<std::string> broken_;
};

}  // namespace planekeeper::proof
