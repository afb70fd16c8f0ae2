#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "drivers/file_looks.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

namespace planekeeper::drivers {

/// The caller provides `bytes`: the content, which may be in custody.
struct FileWrite {
    const model::WriteFile* change;
    std::string_view bytes;
};

/// Observes and changes files and directories. Remembers the digest of a file with its lstat result, so that a quiet
/// pass costs one lstat for each file.
class FileDriver {
public:
    explicit FileDriver(edges::FileSystem& files) : files_(files) {}

    /// Whether an observation has the content of a file, for diffs.
    enum class Text { kept, secret };
    [[nodiscard]] model::ObservedFile observe(const std::string& path, Text text, Now now);
    [[nodiscard]] model::Presence observe_directory(const std::string& path) const;
    /// False only when certainly nothing exists at the path.
    [[nodiscard]] bool may_exist(const std::string& path) const;

    [[nodiscard]] std::size_t failed_looks() const noexcept { return files_.failed(); }
    /// The next look reads every file again. A file that cannot be read keeps its known content, if at most its owner
    /// or its mode has changed.
    void forget() noexcept { ++round_; }

    /// Owner and mode of `path`, or of the directory that root's link at `path` leads to. nullopt: nothing exists
    /// there, or it cannot be looked at.
    [[nodiscard]] std::optional<model::ObservedAccess> observe_access(const std::string& path) const;

    /// The node's users and groups by name (/etc/passwd, /etc/group); empty when the file cannot be read.
    [[nodiscard]] std::map<std::string, std::uint32_t> users() const;
    [[nodiscard]] std::map<std::string, std::uint32_t> groups() const;

    /// The names in a directory that begin with no dot and are no directories, sorted; empty when it cannot be listed.
    [[nodiscard]] std::vector<std::string> visible_files(const std::string& directory) const;

    /// Makes a durable copy of `path` with its mode, owner and time; for a link, a copy of its target's path as text.
    /// Transient when the file has other bytes than were seen.
    [[nodiscard]] Result<void> keep(const std::string& path, const model::KeepCopy& keep);
    [[nodiscard]] Result<void> keep_text(const model::KeepText& change);
    [[nodiscard]] Result<void> make_directory(const model::MakeDirectory& change);
    /// Writes all files or none. First keeps the copies that the changes ask for. Transient when a file is not the one
    /// that the change was planned for, or when somebody is writing to it.
    [[nodiscard]] Result<void> write(std::span<const FileWrite> group);
    [[nodiscard]] Result<void> write(const model::WriteFile& change, std::string_view bytes) {
        return write(std::array{FileWrite{&change, bytes}});
    }
    [[nodiscard]] Result<void> set_metadata(const model::SetMetadata& change);
    [[nodiscard]] Result<void> remove(const model::RemoveFile& change);
    /// The file system that would hold `path`. When it cannot be found out, it has no kind and no special property.
    [[nodiscard]] model::ObservedStorage observe_storage(const std::string& path) const;

    [[nodiscard]] Result<void> remove_remains(const std::string& directory) { return files_.remove_remains(directory); }

private:
    /// Returns the status of the existing file; nullopt: there is no file. First keeps a copy if the change asks for
    /// one, or else checks that the file is the one that the change was planned for.
    [[nodiscard]] Result<std::optional<edges::FileStatus>> make_room(const model::WriteFile& change);
    [[nodiscard]] Result<void> is_closed(const std::string& path) const;
    [[nodiscard]] bool holds(const std::string& path, const edges::FileStatus& status, const Digest& digest) const;
    /// Makes `copy`, unless it exists: then that file is the copy. Then removes the file `drops`, if one is named.
    [[nodiscard]] Result<void> make_copy(const std::string& copy, std::string_view bytes,
                                         const edges::FileMetadata& metadata, const std::string& drops);
    [[nodiscard]] std::map<std::string, std::uint32_t> numbers_of(const std::string& file) const;

    struct Remembered {
        edges::FileStatus status;
        model::ObservedFile file;
        Text text = Text::secret;
        unsigned round = 0;  ///< the round of looks in which the file was read
    };

    FileLooks files_;
    std::map<std::string, Remembered> remembered_;
    unsigned round_ = 0;  ///< counts rounds of looks; forget() starts a new one
};

/// True when a file last changed long enough ago that an unchanged lstat result means unchanged bytes. Two writes
/// within the clock's granularity give the same lstat result.
[[nodiscard]] bool settled(const edges::FileStatus& status, Now now);

/// "device:inode:size:modified:changed"
[[nodiscard]] std::string identity_of(const edges::FileStatus& status);

/// The largest file that planekeeper reads whole. Files that planekeeper writes are far smaller.
inline constexpr std::size_t readable_size = 1024UL * 1024;

}  // namespace planekeeper::drivers
