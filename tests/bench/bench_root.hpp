#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace planekeeper::bench {

/// A separate root directory with a desired state that publishes `count` manifests, so many files are kept. The image
/// of the API server is not available there, so nothing is downloaded or started; everything that needs no
/// image converges. The directory is removed at the end.
class BenchRoot {
public:
    explicit BenchRoot(std::size_t count);
    BenchRoot(const BenchRoot&) = delete;
    BenchRoot& operator=(const BenchRoot&) = delete;
    ~BenchRoot();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// The directory of the manifests.
    [[nodiscard]] std::filesystem::path manifest_directory() const { return path_ / "etc/kubelet.d"; }
    /// The manifests' paths.
    [[nodiscard]] const std::vector<std::filesystem::path>& files() const noexcept { return files_; }
    /// Waits until all manifests are there; false after a minute.
    [[nodiscard]] bool wait_for_files() const;

private:
    std::filesystem::path path_;
    std::vector<std::filesystem::path> files_;
};

/// A new directory, removed with its content at the end.
class ScratchDirectory {
public:
    ScratchDirectory();
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    ~ScratchDirectory();
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& content);

}  // namespace planekeeper::bench
