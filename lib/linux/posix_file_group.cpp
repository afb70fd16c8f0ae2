#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <vector>

#include "linux/posix_file_system.hpp"
#include "linux/posix_places.hpp"

// Several files that are replaced together.

namespace planekeeper::linux_edges {

namespace {

/// Staged under its temporary name, which holds what was there before once the file is in its place.
class StagedFile {
public:
    StagedFile(FileDescriptor directory, Place place, PosixFileSystem::Rename rename)
        : directory_(std::move(directory)),
          place_(std::move(place)),
          temporary_(temporary_name(place_.name)),
          rename_(rename) {}
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;
    ~StagedFile() { ::unlinkat(directory_.get(), temporary_.c_str(), 0); }

    [[nodiscard]] int directory() const noexcept { return directory_.get(); }
    [[nodiscard]] const std::string& temporary() const noexcept { return temporary_; }

    [[nodiscard]] Result<void> put_in_place() {
        struct stat info{};
        replaces_ = ::fstatat(directory_.get(), place_.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
        if (replaces_ && S_ISDIR(info.st_mode)) return fail(Error::from_errno(EISDIR, "rename into " + path()));
        if (replaces_ && move(RENAME_EXCHANGE)) return {};
        if (replaces_ && !knows_no_flags(errno)) return fail(errno_error("rename into " + path()));
        // NFS and FUSE cannot exchange: no way back there, as for a file that is replaced alone.
        can_go_back_ = !replaces_;
        if (!move(0)) return fail(errno_error("rename into " + path()));
        return {};
    }
    void put_back() const noexcept {
        if (!can_go_back_) return;
        if (replaces_) {
            (void)move(RENAME_EXCHANGE);
        } else {
            (void)::renameat(directory_.get(), place_.name.c_str(), directory_.get(), temporary_.c_str());
        }
    }
    [[nodiscard]] Result<void> sync_place() const { return sync(directory_.get(), "directory " + place_.directory); }

private:
    [[nodiscard]] bool move(unsigned flags) const noexcept {
        return rename_(directory_.get(), temporary_.c_str(), directory_.get(), place_.name.c_str(), flags) == 0;
    }
    [[nodiscard]] std::string path() const { return place_.directory + "/" + place_.name; }

    FileDescriptor directory_;
    Place place_;
    std::string temporary_;
    PosixFileSystem::Rename rename_;
    bool replaces_ = false;
    bool can_go_back_ = true;
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
        auto one = std::make_unique<StagedFile>(std::move(*directory), std::move(place), rename_);
        if (::unlinkat(one->directory(), one->temporary().c_str(), 0) != 0 && errno != ENOENT) {
            return fail(errno_error("remove " + one->temporary()));
        }
        auto written = stage(one->directory(), one->temporary(), file.bytes, file.metadata);
        if (!written) return fail(std::move(written).error().context("writing " + file.path));
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
