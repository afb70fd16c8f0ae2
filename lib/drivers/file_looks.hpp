#pragma once

#include "edges/file_system.hpp"

namespace planekeeper::drivers {

/// Counts the looks at the node's files that failed for a reason that may pass (an I/O error, no descriptors, no
/// memory). The result of such a look says nothing about the file, so nobody may remember it for the file's identity.
class FileLooks final : public edges::FileSystem {
public:
    explicit FileLooks(edges::FileSystem& files) : files_(files) {}

    /// The number of failed looks since the start.
    [[nodiscard]] std::size_t failed() const noexcept { return failed_; }

    [[nodiscard]] Result<std::optional<edges::FileStatus>> status(const std::string& path) const override {
        return counted(files_.status(path));
    }
    [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override {
        return counted(files_.read(path, limit));
    }
    [[nodiscard]] Result<bool> is_being_written(const std::string& path) const override {
        return counted(files_.is_being_written(path));
    }
    [[nodiscard]] Result<std::string> read_link(const std::string& path) const override {
        return counted(files_.read_link(path));
    }
    [[nodiscard]] Result<edges::Storage> storage(const std::string& path) const override {
        return counted(files_.storage(path));
    }
    [[nodiscard]] Result<std::vector<std::string>> list(const std::string& directory) const override {
        return counted(files_.list(directory));
    }
    [[nodiscard]] Result<void> replace(const std::string& path, std::string_view bytes,
                                       const edges::FileMetadata& metadata) override {
        return files_.replace(path, bytes, metadata);
    }
    [[nodiscard]] Result<void> create(const std::string& path, std::string_view bytes,
                                      const edges::FileMetadata& metadata) override {
        return files_.create(path, bytes, metadata);
    }
    [[nodiscard]] Result<void> replace_all(std::span<const edges::FileReplacement> files) override {
        return files_.replace_all(files);
    }
    [[nodiscard]] Result<void> set_metadata(const std::string& path, const edges::FileMetadata& metadata) override {
        return files_.set_metadata(path, metadata);
    }
    [[nodiscard]] Result<void> make_directory(const std::string& path, const edges::FileMetadata& metadata) override {
        return files_.make_directory(path, metadata);
    }
    [[nodiscard]] Result<void> remove(const std::string& path) override { return files_.remove(path); }
    [[nodiscard]] Result<void> remove_remains(const std::string& directory) override {
        return files_.remove_remains(directory);
    }

private:
    template <class T>
    T counted(T outcome) const {
        if (!outcome && may_pass(outcome.error().kind())) ++failed_;
        return outcome;
    }

    edges::FileSystem& files_;
    mutable std::size_t failed_ = 0;
};

}  // namespace planekeeper::drivers
