#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "linux/posix_file_system.hpp"
#include "linux/posix_places.hpp"

// Replaces several files together.

namespace planekeeper::linux_edges {

namespace {

/// A file that is staged under its temporary name. The file that it replaces keeps a second name until the whole group
/// is in place, so that it can come back.
class StagedFile {
public:
    StagedFile(FileDescriptor directory, Place place, const std::optional<edges::FileStatus>& over,
               PosixFileSystem::Rename rename)
        : directory_(std::move(directory)),
          place_(std::move(place)),
          temporary_(temporary_name(place_.name)),
          second_(temporary_name(fmt::format("{}.old", place_.name))),
          over_(over),
          rename_(rename) {}
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;
    ~StagedFile() {
        ::unlinkat(directory_.get(), temporary_.c_str(), 0);
        if (has_second_) ::unlinkat(directory_.get(), second_.c_str(), 0);
    }

    [[nodiscard]] int directory() const noexcept { return directory_.get(); }
    [[nodiscard]] const std::string& temporary() const noexcept { return temporary_; }

    /// Removes files with the needed names that a crash has left.
    [[nodiscard]] Result<void> clear() const {
        for (const auto* name : {&temporary_, &second_}) {
            if (::unlinkat(directory_.get(), name->c_str(), 0) != 0 && errno != ENOENT)
                return fail(errno_error(fmt::format("remove {}", *name)));
        }
        return {};
    }
    [[nodiscard]] Result<void> put_in_place() {
        if (!over_) return put_where_nothing_is();
        // Not every file may have two names (another user's with protected links; FUSE).
        has_second_ = ::linkat(directory_.get(), place_.name.c_str(), directory_.get(), second_.c_str(), 0) == 0;
        if (auto same = is_as_seen(has_second_ ? second_ : place_.name); !same) return same;
        if (!move(temporary_, place_.name, 0)) return fail(errno_error(fmt::format("rename into {}", path())));
        is_in_place_ = true;
        if (!has_second_) return {};
        // A program that opened the file before the rename writes to the old file. This second look finds it.
        auto same = is_as_seen(second_);
        if (!same) put_back();
        return same;
    }
    void put_back() noexcept {
        if (!is_in_place_) return;
        // A file that cannot come back keeps its second name.
        if (over_ && has_second_) (void)move(second_, place_.name, 0);
        if (over_) has_second_ = false;
        if (!over_) (void)move(place_.name, temporary_, 0);
        is_in_place_ = false;
    }
    [[nodiscard]] Result<void> sync_place() const {
        return sync(directory_.get(), fmt::format("directory {}", place_.directory));
    }

private:
    [[nodiscard]] Result<void> put_where_nothing_is() {
        is_in_place_ = move(temporary_, place_.name, RENAME_NOREPLACE);
        if (!is_in_place_ && knows_no_flags(errno)) {
            is_in_place_ =
                ::linkat(directory_.get(), temporary_.c_str(), directory_.get(), place_.name.c_str(), 0) == 0;
            if (is_in_place_) ::unlinkat(directory_.get(), temporary_.c_str(), 0);
        }
        if (is_in_place_) return {};
        if (errno == EEXIST)
            return fail(ErrorKind::transient,
                        fmt::format("{} has appeared since it was looked at, and is looked at again", path()));
        return fail(errno_error(fmt::format("rename into {}", path())));
    }
    [[nodiscard]] Result<void> is_as_seen(const std::string& name) const {
        struct stat info{};
        const bool same = ::fstatat(directory_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
                          info.st_ino == over_->inode && static_cast<std::uint64_t>(info.st_size) == over_->size &&
                          nanoseconds(info.st_mtim) == over_->modified_ns;
        if (!same)
            return fail(ErrorKind::transient,
                        fmt::format("{} has changed since it was looked at, and is looked at again", path()));
        if (!S_ISREG(info.st_mode)) return {};
        const FileDescriptor fd(
            ::openat(directory_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        if (!fd || !is_open_to_write(fd.get())) return {};
        return fail(ErrorKind::transient,
                    fmt::format("{} is being written, and is left until its writer has closed it", path()));
    }
    [[nodiscard]] bool move(const std::string& from, const std::string& to, unsigned flags) const noexcept {
        return rename_(directory_.get(), from.c_str(), directory_.get(), to.c_str(), flags) == 0;
    }
    [[nodiscard]] std::string path() const { return fmt::format("{}/{}", place_.directory, place_.name); }

    FileDescriptor directory_;
    Place place_;
    std::string temporary_;
    std::string second_;
    std::optional<edges::FileStatus> over_;
    PosixFileSystem::Rename rename_;
    bool has_second_ = false;
    bool is_in_place_ = false;
};

}  // namespace

Result<void> PosixFileSystem::replace_all(std::span<const edges::FileReplacement> files) {
    std::vector<std::unique_ptr<StagedFile>> staged;
    for (const auto& file : files) {
        const auto real = locate(file.path);
        if (!real) return fail(real.error());
        auto place = split(*real);
        auto directory = open_to_write(place.directory, root_);
        if (!directory) return fail(std::move(directory).error());
        auto one = std::make_unique<StagedFile>(std::move(*directory), std::move(place), file.over, rename_);
        if (auto cleared = one->clear(); !cleared) return cleared;
        auto written = stage(one->directory(), one->temporary(), file.bytes, file.metadata);
        if (!written) return fail(std::move(written).error().during(fmt::format("writing {}", file.path)));
        staged.push_back(std::move(one));
    }
    for (auto next = staged.begin(); next != staged.end(); ++next) {
        auto put = (*next)->put_in_place();
        if (put) continue;
        for (auto before = next; before != staged.begin();) (*--before)->put_back();
        return put;
    }
    for (const auto& one : staged) {
        if (auto synced = one->sync_place(); !synced) return synced;
    }
    return {};
}

}  // namespace planekeeper::linux_edges
