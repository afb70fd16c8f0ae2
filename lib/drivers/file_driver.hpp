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

/// `bytes`: the content, looked up by the caller where it lies in custody.
struct FileWrite {
    const model::WriteFile* change;
    std::string_view bytes;
};

/// Files and directories. Remembers the digest of a file together with what lstat said, so that a quiet pass costs one
/// lstat a file.
class FileDriver {
public:
    explicit FileDriver(edges::FileSystem& files) : files_(files) {}

    /// `keep_text`: also keep the content, for diffs of files that hold no secret.
    [[nodiscard]] model::ObservedFile observe(const std::string& path, bool keep_text, Now now);
    [[nodiscard]] model::Presence observe_directory(const std::string& path) const;
    /// False only where certainly nothing is.
    [[nodiscard]] bool may_exist(const std::string& path) const;

    [[nodiscard]] std::size_t failed_looks() const noexcept { return files_.failed(); }
    /// The next look reads every file. What a file held is still known when only its owner or mode became another since.
    void forget() noexcept { ++round_; }

    /// Who may change what is at `path`; of a link to a directory, who may change that. nullopt: nothing is there.
    [[nodiscard]] std::optional<model::ObservedAccess> observe_access(const std::string& path) const;

    /// The node's users and groups by name, of /etc/passwd and /etc/group; empty when it cannot be read.
    [[nodiscard]] std::map<std::string, std::uint32_t> users() const;
    [[nodiscard]] std::map<std::string, std::uint32_t> groups() const;

    /// Visible regular files of a directory, sorted; empty when it is not there.
    [[nodiscard]] std::vector<std::string> visible_files(const std::string& directory) const;

    /// Makes the copy of `path` durable, with its mode, owner and time; of a link the text of where it leads. Transient: other
    /// bytes than those that were seen.
    [[nodiscard]] Result<void> keep(const std::string& path, const model::KeepCopy& keep);
    [[nodiscard]] Result<void> keep_text(const model::KeepText& change);
    [[nodiscard]] Result<void> make_directory(const model::MakeDirectory& change);
    /// All of them, or none. What has to be kept is kept first. Transient: in the place of one is not what the change was
    /// planned for, or somebody is writing to it.
    [[nodiscard]] Result<void> write(std::span<const FileWrite> group);
    [[nodiscard]] Result<void> write(const model::WriteFile& change, std::string_view bytes) {
        return write(std::array{FileWrite{&change, bytes}});
    }
    [[nodiscard]] Result<void> set_metadata(const model::SetMetadata& change);
    [[nodiscard]] Result<void> remove(const model::RemoveFile& change);
    /// What is known of the file system that would keep it; an error is as if it were a disk.
    [[nodiscard]] model::ObservedStorage observe_storage(const std::string& path) const;

    [[nodiscard]] Result<void> remove_remains(const std::string& directory) { return files_.remove_remains(directory); }

private:
    /// Keeps what is there, and says what it is; absent: nothing.
    [[nodiscard]] Result<std::optional<edges::FileStatus>> make_room(const model::WriteFile& change);
    [[nodiscard]] Result<void> is_closed(const std::string& path) const;
    [[nodiscard]] bool holds(const std::string& path, const edges::FileStatus& status, const Digest& digest) const;
    /// Where something is there already, it is the copy.
    [[nodiscard]] Result<void> make_copy(const std::string& copy, std::string_view bytes,
                                         const edges::FileMetadata& metadata, const std::string& drops);
    [[nodiscard]] std::map<std::string, std::uint32_t> numbers_of(const std::string& file) const;

    struct Remembered {
        edges::FileStatus status;
        model::ObservedFile file;
        bool has_text = false;
        unsigned round = 0;  ///< in which it was read
    };

    FileLooks files_;
    std::map<std::string, Remembered> remembered_;
    unsigned round_ = 0;  ///< of looks; begins anew with forget()
};

/// True when a file last changed long enough ago that the same lstat means the same bytes: a second write within the
/// clock's granularity would go unseen otherwise.
[[nodiscard]] bool settled(const edges::FileStatus& status, Now now);

/// "device:inode:size:modified:changed"
[[nodiscard]] std::string identity_of(const edges::FileStatus& status);

/// Largest file that planekeeper reads whole; everything it writes itself is far smaller.
inline constexpr std::size_t readable_size = 1024UL * 1024;

}  // namespace planekeeper::drivers
