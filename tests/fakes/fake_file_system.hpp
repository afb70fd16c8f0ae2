#pragma once

#include <cerrno>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "edges/file_system.hpp"
#include "fakes/fault_plan.hpp"

namespace planekeeper::fakes {

/// A small tree in memory that keeps the FileSystem contract (tests/contract runs the same suite on the real one).
/// Calls of the interface count as effects of the program. put(), erase() and similar functions are changes by others
/// and do not count. A symlink is an entry; paths through it do not work.
class FakeFileSystem final : public edges::FileSystem {
public:
    struct Node {
        edges::FileType type = edges::FileType::regular;
        edges::FileMetadata metadata;
        std::string bytes;  ///< content, or a symlink's target
        std::uint64_t inode = 0;
        std::int64_t modified_ns = 0;
        std::int64_t changed_ns = 0;
    };

    explicit FakeFileSystem(std::shared_ptr<FaultPlan> faults = std::make_shared<FaultPlan>())
        : faults_(std::move(faults)) {
        auto& root = nodes_["/"];
        root.type = edges::FileType::directory;
        root.metadata.mode = 0755;
        touch(root, true);
    }

    [[nodiscard]] FaultPlan& faults() noexcept { return *faults_; }

    // ---- changes by others ---------------------------------------------------------------------------------------

    /// Writes a file from outside with all missing parents. Each write makes a new inode, as an editor does.
    void put(const std::string& path, std::string bytes, edges::FileMetadata metadata = {.mode = 0644}) {
        put_node(path, edges::FileType::regular, std::move(bytes), metadata);
    }
    void put_directory(const std::string& path, edges::FileMetadata metadata = {.mode = 0755}) {
        put_node(path, edges::FileType::directory, {}, metadata);
    }
    void put_symlink(const std::string& path, std::string target) {
        put_node(path, edges::FileType::symlink, std::move(target), {.mode = 0777});
    }
    void put_metadata(const std::string& path, edges::FileMetadata metadata) {
        nodes_.at(path).metadata = metadata;
        touch(nodes_.at(path), false);
        announce(path, Change::metadata);
    }
    /// Removes a file, or a directory with everything in it.
    void erase(const std::string& path) {
        std::vector<std::string> gone;
        for (const auto& [name, node] : nodes_) {
            if (name == path || name.starts_with(path + "/")) gone.push_back(name);
        }
        for (const auto& name : gone) nodes_.erase(name);
        for (const auto& name : gone) announce(name, Change::gone);
    }
    /// From now on `path` is on this file system.
    void mount(const std::string& path, edges::Storage storage) { mounts_[path] = std::move(storage); }
    /// From now on reading this path fails (0: succeeds again).
    void fail_reads(const std::string& path, int error_number) { read_errors_[path] = error_number; }
    /// From now on writing this path fails, as after chattr +i (0: succeeds again).
    void fail_writes(const std::string& path, int error_number) { write_errors_[path] = error_number; }

    /// From now on no read or write fails for its path, and no program has a file open.
    void heal() {
        read_errors_.clear();
        write_errors_.clear();
        being_written_.clear();
    }

    /// A program holds the file open for writing, until it is erased or closed.
    void open_to_write(const std::string& path) { being_written_.insert(path); }
    void close(const std::string& path) {
        being_written_.erase(path);
        announce(path, Change::there);
    }

    /// The power fails: what was not synced may be lost. set_metadata() syncs nothing, so each such change since the last
    /// sync of the file (its replacement) is undone if `lost` says so, the newest first. Everything else of the contract is
    /// synced when it returns.
    void lose_power(const std::function<bool()>& lost) {
        for (auto it = unsynced_.rbegin(); it != unsynced_.rend(); ++it) {
            const auto found = nodes_.find(it->path);
            if (found == nodes_.end() || found->second.inode != it->inode || !lost()) continue;
            found->second.metadata = it->metadata;
            touch(found->second, false);
        }
        unsynced_.clear();
        being_written_.clear();
    }

    // ---- for assertions ----------------------------------------------------------------------------------------

    [[nodiscard]] bool exists(const std::string& path) const { return nodes_.contains(path); }
    [[nodiscard]] const std::string& content(const std::string& path) const { return nodes_.at(path).bytes; }
    [[nodiscard]] const Node& node(const std::string& path) const { return nodes_.at(path); }
    /// All entries by path.
    [[nodiscard]] const std::map<std::string, Node>& nodes() const noexcept { return nodes_; }
    /// "replace /etc/x", "remove /etc/y", ...: the effects that succeeded, in order.
    [[nodiscard]] const std::vector<std::string>& effects() const noexcept { return effects_; }
    void forget_effects() { effects_.clear(); }

    // ---- for watchers ------------------------------------------------------------------------------------------

    enum class Change {
        there,  ///< a new entry, or a new one in place of an old one
        metadata,
        gone,
    };
    using Listener = std::function<void(const std::string& path, Change change)>;

    /// `listener` receives every change, by anybody, until stop_listening() with the same `who`.
    void listen(const void* who, Listener listener) { listeners_[who] = std::move(listener); }
    void stop_listening(const void* who) { listeners_.erase(who); }

    [[nodiscard]] static std::string parent_of(const std::string& path) {
        const auto slash = path.rfind('/');
        return slash == 0 ? "/" : path.substr(0, slash);
    }

    // ---- the edge ----------------------------------------------------------------------------------------------

    [[nodiscard]] Result<std::optional<edges::FileStatus>> status(const std::string& path) const override {
        if (auto checked = check(path); !checked) return fail(std::move(checked.error()));
        const auto found = nodes_.find(path);
        if (found == nodes_.end()) return std::nullopt;
        const auto& node = found->second;
        return edges::FileStatus{.type = node.type,
                                 .mode = node.metadata.mode,
                                 .uid = node.metadata.uid,
                                 .gid = node.metadata.gid,
                                 .size = node.bytes.size(),
                                 .device = 1,
                                 .inode = node.inode,
                                 .modified_ns = node.modified_ns,
                                 .changed_ns = node.changed_ns};
    }

    [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override {
        if (auto checked = check(path); !checked) return fail(std::move(checked.error()));
        if (const auto found = read_errors_.find(path); found != read_errors_.end() && found->second != 0) {
            return fail(Error::from_errno(found->second, "open " + path));
        }
        const auto found = nodes_.find(path);
        if (found == nodes_.end()) return fail(Error::from_errno(ENOENT, "open " + path));
        if (found->second.type == edges::FileType::symlink) {
            return fail(ErrorKind::conflict, path + " is a symbolic link");
        }
        if (found->second.type != edges::FileType::regular) {
            return fail(ErrorKind::conflict, path + " is not a regular file");
        }
        if (found->second.bytes.size() > limit) {
            return fail(ErrorKind::invalid, path + " is larger than " + std::to_string(limit) + " bytes");
        }
        return found->second.bytes;
    }

    [[nodiscard]] Result<bool> is_being_written(const std::string& path) const override {
        if (auto checked = check(path); !checked) return fail(std::move(checked.error()));
        return exists(path) && being_written_.contains(path);
    }

    [[nodiscard]] Result<std::string> read_link(const std::string& path) const override {
        if (auto checked = check(path); !checked) return fail(std::move(checked.error()));
        const auto found = nodes_.find(path);
        if (found == nodes_.end()) return fail(Error::from_errno(ENOENT, "read link " + path));
        if (found->second.type != edges::FileType::symlink) {
            return fail(ErrorKind::conflict, path + " is not a symbolic link");
        }
        return found->second.bytes;
    }

    [[nodiscard]] Result<edges::Storage> storage(const std::string& path) const override {
        if (auto checked = check(path); !checked) return fail(std::move(checked.error()));
        for (auto part = path; !part.empty(); part.resize(part.rfind('/'))) {
            if (const auto found = mounts_.find(part); found != mounts_.end()) return found->second;
        }
        return edges::Storage{};
    }

    [[nodiscard]] Result<std::vector<std::string>> list(const std::string& directory) const override {
        if (auto checked = check(directory); !checked) return fail(std::move(checked.error()));
        if (!is_directory(directory)) return fail(Error::from_errno(ENOENT, "open directory " + directory));
        const auto prefix = directory == "/" ? directory : directory + "/";
        std::set<std::string> names;
        for (const auto& [path, node] : nodes_) {
            if (path.size() <= prefix.size() || !path.starts_with(prefix)) continue;
            if (path.find('/', prefix.size()) == std::string::npos) names.insert(path.substr(prefix.size()));
        }
        return std::vector<std::string>(names.begin(), names.end());
    }

    [[nodiscard]] Result<void> replace(const std::string& path, std::string_view bytes,
                                       const edges::FileMetadata& metadata) override {
        return effect("replace", path, [&] { return write(path, bytes, metadata); });
    }

    [[nodiscard]] Result<void> create(const std::string& path, std::string_view bytes,
                                      const edges::FileMetadata& metadata) override {
        return effect("create", path, [&]() -> Result<void> {
            if (exists(path)) return fail(Error::from_errno(EEXIST, "rename into " + path));
            return write(path, bytes, metadata);
        });
    }

    [[nodiscard]] Result<void> replace_all(std::span<const edges::FileReplacement> files) override {
        std::vector<std::pair<std::string, std::optional<Node>>> before;
        for (const auto& file : files) {
            const auto found = nodes_.find(file.path);
            auto old = found == nodes_.end() ? std::nullopt : std::optional{found->second};
            auto done = is_as_seen(file, found == nodes_.end() ? nullptr : &found->second);
            if (done) done = replace(file.path, file.bytes, file.metadata);
            if (!done) {
                effects_.resize(effects_.size() - before.size());
                for (auto it = before.rbegin(); it != before.rend(); ++it) put_back(it->first, std::move(it->second));
                faults_->after_effect();
                return done;
            }
            before.emplace_back(file.path, std::move(old));
        }
        return {};
    }

    [[nodiscard]] Result<void> set_metadata(const std::string& path, const edges::FileMetadata& metadata) override {
        return effect("set_metadata", path, [&]() -> Result<void> {
            const auto found = nodes_.find(path);
            if (found == nodes_.end()) return fail(Error::from_errno(ENOENT, "open " + path));
            if (found->second.type == edges::FileType::symlink || found->second.type == edges::FileType::other) {
                return fail(ErrorKind::conflict, path + " is neither a file nor a directory");
            }
            unsynced_.push_back({path, found->second.inode, found->second.metadata});
            found->second.metadata = metadata;
            touch(found->second, false);
            announce(path, Change::metadata);
            return {};
        });
    }

    [[nodiscard]] Result<void> make_directory(const std::string& path, const edges::FileMetadata& metadata) override {
        return effect("make_directory", path, [&]() -> Result<void> {
            for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
                edges::FileMetadata parent;
                parent.mode = 0755;
                if (auto made = make_one(path.substr(0, slash), parent); !made) return made;
            }
            return make_one(path, metadata);
        });
    }

    [[nodiscard]] Result<void> remove(const std::string& path) override {
        return effect("remove", path, [&]() -> Result<void> {
            if (!exists(path)) return {};
            if (is_directory(path)) return fail(Error::from_errno(EISDIR, "remove " + path));
            nodes_.erase(path);
            announce(path, Change::gone);
            return {};
        });
    }

    [[nodiscard]] Result<void> remove_remains(const std::string& directory) override {
        if (auto checked = check(directory); !checked) return checked;
        std::vector<std::string> gone;
        for (const auto& [path, node] : nodes_) {
            const auto name = path.substr(path.rfind('/') + 1);
            const bool remains = name.starts_with('.') && name.ends_with(".planekeeper-tmp");
            if (remains && parent_of(path) == directory) gone.push_back(path);
        }
        for (const auto& path : gone) {
            auto removed = effect("remove", path, [&]() -> Result<void> {
                nodes_.erase(path);
                announce(path, Change::gone);
                return {};
            });
            if (!removed) return removed;
        }
        return {};
    }

private:
    struct Unsynced {
        std::string path;
        std::uint64_t inode = 0;
        edges::FileMetadata metadata;  ///< on the disk
    };

    [[nodiscard]] Result<void> is_as_seen(const edges::FileReplacement& file, const Node* node) const {
        const bool same = node == nullptr ? true
                          : file.over
                              ? node->inode == file.over->inode && node->modified_ns == file.over->modified_ns &&
                                    node->bytes.size() == file.over->size && !being_written_.contains(file.path)
                              : false;
        if (same) return {};
        return fail(ErrorKind::transient, file.path + " has changed since it was looked at, and is looked at again");
    }
    [[nodiscard]] bool is_directory(const std::string& path) const {
        const auto found = nodes_.find(path);
        return found != nodes_.end() && found->second.type == edges::FileType::directory;
    }
    [[nodiscard]] static Result<void> check(const std::string& path) {
        if (!path.starts_with('/')) return fail(ErrorKind::invalid, "not an absolute path: " + path);
        if ((path + "/").find("/../") != std::string::npos) return fail(ErrorKind::invalid, "\"..\" in path " + path);
        return {};
    }

    template <class Step>
    Result<void> effect(const char* verb, const std::string& path, Step step) {
        if (auto checked = check(path); !checked) return checked;
        if (const auto error_number = faults_->begin_effect()) {
            return fail(Error::from_errno(*error_number, std::string(verb) + " " + path));
        }
        Result<void> done = step();
        if (done) effects_.push_back(std::string(verb) + " " + path);
        faults_->end_effect();
        return done;
    }

    Result<void> write(const std::string& path, std::string_view bytes, const edges::FileMetadata& metadata) {
        if (!is_directory(parent_of(path))) {
            return fail(Error::from_errno(ENOENT, "open directory " + parent_of(path)));
        }
        if (is_directory(path)) return fail(Error::from_errno(EISDIR, "rename into " + path));
        if (const auto found = write_errors_.find(path); found != write_errors_.end() && found->second != 0) {
            return fail(Error::from_errno(found->second, "rename into " + path));
        }
        Node node{.metadata = metadata, .bytes = std::string(bytes)};
        touch(node, true);
        node.modified_ns = metadata.modified_ns.value_or(node.modified_ns);
        node.metadata.modified_ns.reset();
        put_in_place(path, std::move(node));
        return {};
    }

    Result<void> make_one(const std::string& path, const edges::FileMetadata& metadata) {
        if (is_directory(path)) return {};
        if (exists(path)) return fail(ErrorKind::conflict, path + " exists and is not a directory");
        Node node{.type = edges::FileType::directory, .metadata = metadata};
        touch(node, true);
        put_in_place(path, std::move(node));
        return {};
    }

    void put_node(const std::string& path, edges::FileType type, std::string bytes, edges::FileMetadata metadata) {
        for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
            edges::FileMetadata parent;
            parent.mode = 0755;
            (void)make_one(path.substr(0, slash), parent);
        }
        Node node{.type = type, .metadata = metadata, .bytes = std::move(bytes)};
        touch(node, true);
        put_in_place(path, std::move(node));
    }

    void put_back(const std::string& path, std::optional<Node> node) {
        if (node) return put_in_place(path, std::move(*node));
        nodes_.erase(path);
        announce(path, Change::gone);
    }
    void put_in_place(const std::string& path, Node node) {
        nodes_[path] = std::move(node);
        announce(path, Change::there);
    }

    void touch(Node& node, bool new_inode) {
        ++ticks_;
        node.changed_ns = ticks_;
        if (!new_inode) return;
        node.modified_ns = ticks_;
        node.inode = static_cast<std::uint64_t>(ticks_);
    }
    void announce(const std::string& path, Change change) const {
        for (const auto& [who, listener] : listeners_) listener(path, change);
    }

    std::shared_ptr<FaultPlan> faults_;
    std::map<std::string, Node> nodes_;
    std::map<std::string, edges::Storage> mounts_;
    std::map<std::string, int> read_errors_;
    std::map<std::string, int> write_errors_;
    std::set<std::string> being_written_;
    std::vector<Unsynced> unsynced_;
    std::vector<std::string> effects_;
    std::map<const void*, Listener> listeners_;
    std::int64_t ticks_ = 0;
};

}  // namespace planekeeper::fakes
