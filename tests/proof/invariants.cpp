#include "invariants.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "pki/certificate.hpp"

namespace planekeeper::proof {

namespace {

/// Where planekeeper may write on these nodes.
constexpr std::array owned{"/etc/kubelet.d",      "/etc/kubernetes",      "/etc/planekeeper/admin.kubeconfig",
                           "/var/lib/kubernetes", "/var/lib/planekeeper", "/var/log/kube-apiserver"};
constexpr std::string_view encryption_config = "/var/lib/kubernetes/encryption-config.yaml";
constexpr std::array pairs{"ca", "kubernetes", "service-account"};
constexpr std::string_view pki = "/var/lib/kubernetes/";

bool is_secret(const std::string& bytes) {
    return bytes.contains("PRIVATE KEY-----") || bytes.contains("client-key-data: ") || bytes.contains(" secret: ");
}

/// The values after `field` in a text.
std::vector<std::string> values_of(const std::string& text, std::string_view field) {
    std::vector<std::string> values;
    for (auto at = text.find(field); at != std::string::npos; at = text.find(field, at + 1)) {
        const auto begin = at + field.size();
        auto value = text.substr(begin, text.find_first_of("\n,", begin) - begin);
        std::erase(value, '"');
        if (!value.empty()) values.push_back(value);
    }
    return values;
}

/// The last full line of each private key in a text: no two keys share it.
std::vector<std::string> key_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (auto at = text.find("PRIVATE KEY-----\n"); at != std::string::npos;
         at = text.find("PRIVATE KEY-----\n", at + 1)) {
        if (text.rfind("-----BEGIN", at) == std::string::npos) continue;
        const auto end = text.find("\n-----END", at);
        if (end == std::string::npos) continue;
        const auto begin = text.rfind('\n', end - 1) + 1;
        if (end - begin > 20) lines.push_back(text.substr(begin, end - begin));
    }
    return lines;
}

/// Whether the private key in the text is one.
bool is_key(const std::string& text) {
    const auto begin = text.find("-----BEGIN PRIVATE");
    const auto end = text.find("-----END PRIVATE KEY-----\n");
    if (begin == std::string::npos || end == std::string::npos || end < begin) return false;
    return pki::inspect_key(Secret{text.substr(begin, end + 26 - begin)}).has_value();
}

}  // namespace

void Invariants::fail(const std::string& rule, const std::string& what) {
    if (!broken_) broken_ = rule + ": " + what;
}

std::set<std::string> Invariants::keys_there() const {
    std::set<std::string> keys;
    for (const auto* item : {"ca", "service-account"}) {
        const auto name = std::string{item};
        for (const auto& path : {std::string{pki} + name + "-key.pem", "/var/lib/planekeeper/custody/" + name}) {
            if (!node_.files.exists(path)) continue;
            for (auto& line : key_lines(node_.files.content(path))) {
                if (is_key(node_.files.content(path))) keys.insert(std::move(line));
            }
        }
    }
    return keys;
}

void Invariants::take_in() {
    keys_ = keys_there();
    seen_effects_ = node_.files.effects().size();
    mismatched_.clear();
    std::erase_if(guarded_, [&](const auto& guarded) { return !node_.files.exists(guarded.first); });
    for (auto& [path, bytes] : guarded_) bytes = node_.files.content(path);
    for (const auto* name : pairs) {
        if (is_mismatched(name)) mismatched_by_others_.insert(name);
    }
    for (const auto& [path, file] : node_.files.nodes()) {
        if (path.starts_with("/etc/kubelet.d/")) manifests_.insert(file.bytes);
        if (is_secret(file.bytes)) secrets_.add_text(path, file.bytes);
    }
}

void Invariants::check_effect() {
    const auto& effects = node_.files.effects();
    if (effects.size() < seen_effects_) return forget_undone();
    if (effects.size() == seen_effects_) return;
    for (; seen_effects_ < effects.size(); ++seen_effects_) {
        const auto& effect = effects[seen_effects_];
        check_touched(effect.substr(effect.find(' ') + 1));
    }
    check_keys();
    check_guarded();
    check_pairs();
}

/// A group of files is as it was before.
void Invariants::forget_undone() {
    seen_effects_ = node_.files.effects().size();
    mismatched_.clear();
}

void Invariants::check_touched(const std::string& path) {
    const bool is_owned = std::ranges::any_of(owned, [&](std::string_view place) {
        return path == place || path.starts_with(std::string{place} + "/") ||
               std::string_view{place}.starts_with(path + "/");
    });
    const bool is_remains = path.ends_with(".planekeeper-tmp");
    if (!is_owned && !is_remains) fail("planekeeper writes in its own places only", path);
    if (!node_.files.exists(path)) return;
    const auto& file = node_.files.node(path);
    if (is_secret(file.bytes)) {
        secrets_.add_text(path, file.bytes);
        const bool is_hidden = path.starts_with("/var/lib/planekeeper/");  // a directory of root alone
        if ((file.metadata.mode & 077U) != 0 && !is_hidden) fail("a secret is never readable by others", path);
    }
    if (path == encryption_config) check_encryption();
    if (path.starts_with("/etc/kubelet.d/")) check_mounts(path);
    check_edit(path);
}

void Invariants::check_keys() {
    auto there = keys_there();
    for (const auto& key : keys_) {
        if (!there.contains(key)) fail("an irreplaceable key is never lost", node_.files.effects().back());
    }
    keys_ = std::move(there);
}

/// A server that runs has read the published config, and may have written with its first key.
void Invariants::check_encryption() {
    const auto secrets = values_of(node_.files.content(std::string{encryption_config}), "secret: ");
    for (const auto& used : used_encryption_) {
        if (std::ranges::find(secrets, used) == secrets.end())
            fail("a key that objects may be written with stays readable", node_.files.effects().back());
    }
    if (!secrets.empty() && node_.api_is_up()) used_encryption_.insert(secrets.front());
}

/// The pod starts with files that are there.
void Invariants::check_mounts(const std::string& path) {
    const auto& text = node_.files.content(path);
    // A manifest that comes back is better than none, whatever its files have suffered.
    if (!manifests_.insert(text).second) return;
    for (auto at = text.find("=/var/lib/kubernetes/"); at != std::string::npos;
         at = text.find("=/var/lib/kubernetes/", at + 1)) {
        auto file = text.substr(at + 1, text.find_first_of("\n,", at) - at - 1);
        std::erase_if(file, [](char c) { return c == '"' || c == '\''; });
        if (!node_.files.exists(file)) fail("a manifest is published after its files", path + " names " + file);
    }
}

void Invariants::check_guarded() {
    for (const auto& [path, bytes] : guarded_) {
        if (!node_.files.exists(path) || node_.files.content(path) != bytes)
            fail("a file of somebody else stays as it is", path + " after " + node_.files.effects().back());
    }
}

bool Invariants::is_mismatched(const std::string& name) const {
    const auto certificate = std::string{pki} + name + ".pem";
    const auto key = std::string{pki} + name + "-key.pem";
    if (!node_.files.exists(certificate) || !node_.files.exists(key)) return false;
    const auto facts = pki::inspect_key(Secret{node_.files.content(key)});
    const auto its_own = pki::public_key_of(node_.files.content(certificate));
    return facts && its_own && facts->public_key != *its_own;
}

void Invariants::check_pairs() {
    const auto& effect = node_.files.effects().back();
    if (!effect.contains(pki)) return;
    for (const auto* name : pairs) {
        const bool is_wrong = is_mismatched(name);
        if (!is_wrong) mismatched_by_others_.erase(name);
        auto& since = mismatched_[name];
        since = is_wrong && !mismatched_by_others_.contains(name) ? since + 1 : 0;
        if (since > 1) fail("a pair does not match for one step at most", std::string{name} + " after " + effect);
    }
}

void Invariants::check_edit(const std::string& path) {
    const auto edit = edits_.find(path);
    if (edit == edits_.end() || !node_.files.exists(path) || node_.files.content(path) == edit->second) return;
    const bool is_kept = std::ranges::any_of(node_.files.nodes(), [&](const auto& entry) {
        return entry.first != path && entry.second.bytes == edit->second;
    });
    if (!is_kept) fail("what somebody wrote is kept before it is replaced", path);
    edits_.erase(edit);
}

void Invariants::check_words(const std::string& where, const std::string& words) {
    for (const auto& name : secrets_.in(words)) fail("no secret leaves the daemon", name + " in " + where);
}

}  // namespace planekeeper::proof
