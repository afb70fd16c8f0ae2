#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "drivers/crictl_output.hpp"
#include "drivers/file_driver.hpp"
#include "drivers/links.hpp"
#include "drivers/progress.hpp"
#include "drivers/runtime_driver.hpp"
#include "edges/file_system.hpp"
#include "edges/process_runner.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

namespace planekeeper::drivers {

/// Observes and builds the images of components: the source of the binary, its presence in the runtime, the build and
/// the import. Child processes handle all large data (sha512sum, curl, buildah, ctr); none of it passes through this
/// process.
class ImageDriver {
public:
    struct Settings {
        std::string root;                               ///< prefix of node paths for programs; "" on the node itself
        std::vector<std::string> download_environment;  ///< "https_proxy=…" and the like, for programs with a network
        std::string architecture;                       ///< of the node, in Go's names
    };
    ImageDriver(edges::FileSystem& files, edges::ProcessRunner& processes, FileDriver& file_driver, Settings settings)
        : files_(files),
          processes_(processes),
          file_driver_(file_driver),
          links_(files_),
          root_(std::move(settings.root)),
          download_environment_(std::move(settings.download_environment)),
          architecture_(std::move(settings.architecture)) {}

    /// Checks local sources with lstat only. Hashes small extra files once and remembers the result.
    void observe_sources(model::ComponentId id, const model::DesiredState& desired, model::ObservedImage& seen,
                         Now now);
    [[nodiscard]] std::size_t failed_looks() const noexcept { return files_.failed(); }

    /// Directories in which others may change links to sources.
    [[nodiscard]] const std::set<std::string>& link_directories() const noexcept { return links_.directories(); }

    /// SHA-512 of the source, 128 hex characters. Errors: not_found (no curl or sha512sum), transient (network, no such
    /// file), terminal (an unpinned http:// source, or a .sha512 file without a SHA-512).
    [[nodiscard]] boost::asio::awaitable<Result<std::string>> resolve(model::ResolveBinary change,
                                                                      ProgressSink progress);

    struct Look {
        model::ImagePresence presence = model::ImagePresence::unknown;
        bool pinned = true;
        std::map<std::string, std::string> listed;  ///< name with tag to id
        std::string error;
    };
    [[nodiscard]] boost::asio::awaitable<Look> look(model::DesiredState desired, std::string reference);

    /// Brings `reference` into the runtime. Errors: terminal when the source does not have the expected digest or is no
    /// program for this node, otherwise transient.
    [[nodiscard]] boost::asio::awaitable<Result<void>> build(model::BuildImage change, model::DesiredState desired,
                                                             ProgressSink progress);

    /// Labels an image in containerd. Errors: transient.
    [[nodiscard]] boost::asio::awaitable<Result<void>> pin_image(std::string reference, model::Runtime runtime);

    /// Errors: conflict when the image has another name or a container was made from it, otherwise transient.
    [[nodiscard]] boost::asio::awaitable<Result<Removed>> remove_image(model::RemoveImage change,
                                                                       model::Runtime runtime);

    /// True when an interrupted build (kill -9, power) has left copies: 110 MB each, with keys when baked.
    [[nodiscard]] bool has_remains() const;
    [[nodiscard]] boost::asio::awaitable<void> clear_remains();

private:
    using Words = std::vector<std::string>;

    /// Empty: the source does not exist or is no readable file.
    [[nodiscard]] Digest digest_of_source(const std::string& source, Now now);

    /// Runs a program that must exit with 0. Returns its stdout.
    boost::asio::awaitable<Result<std::string>> run(Words argv, std::chrono::milliseconds timeout,
                                                    edges::Sandbox sandbox = edges::Sandbox::daemon);
    boost::asio::awaitable<Result<std::string>> ask_crictl(model::Runtime runtime, Words words);
    boost::asio::awaitable<Result<std::vector<ListedImage>>> list(model::Runtime runtime);
    /// True also when the runtime is not containerd, or when nobody can ask it.
    boost::asio::awaitable<bool> is_pinned(std::string reference, model::Runtime runtime);
    boost::asio::awaitable<Result<std::string>> sha512_of(std::string path);
    boost::asio::awaitable<Result<std::string>> local_source(model::BuildImage change, model::DesiredState desired,
                                                             ProgressSink progress);
    boost::asio::awaitable<Result<std::string>> download(std::string url, std::string sha512, ProgressSink progress);
    boost::asio::awaitable<Result<void>> watch_download(std::string url, std::string part, ProgressSink progress);
    /// Refuses a program that cannot run, before anything is built from it.
    boost::asio::awaitable<Result<void>> check_program(model::Image image, std::string binary);
    boost::asio::awaitable<Result<void>> stage_files(model::ComponentId id, model::DesiredState desired,
                                                     std::string binary);
    boost::asio::awaitable<Result<void>> build_staged(model::BuildImage change, model::DesiredState desired);
    boost::asio::awaitable<Result<void>> load_archive(model::BuildImage change, model::DesiredState desired,
                                                      std::string path);
    boost::asio::awaitable<Result<void>> import(model::BuildImage change, model::DesiredState desired,
                                                ProgressSink progress);

    FileLooks files_;
    edges::ProcessRunner& processes_;
    FileDriver& file_driver_;
    Links links_;
    std::string root_;
    std::vector<std::string> download_environment_;
    std::string architecture_;
};

}  // namespace planekeeper::drivers
