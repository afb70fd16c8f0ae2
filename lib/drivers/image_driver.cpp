#include "drivers/image_driver.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "components/program_file.hpp"
#include "components/render.hpp"
#include "drivers/image_paths.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using edges::Sandbox;

namespace {

std::string source_name(const model::ImageSource& source) {
    struct Visitor {
        std::string operator()(const model::BinaryUrl& url) const { return url.url; }
        std::string operator()(const model::BinaryPath& path) const { return path.path; }
        std::string operator()(const model::ImageArchive& archive) const { return archive.path; }
    };
    return std::visit(Visitor{}, source);
}

/// The last output of a program, for an error message.
std::string tail(std::string_view text) {
    constexpr std::size_t length = 600;
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    if (text.size() > length) text.remove_prefix(text.size() - length);
    return std::string{text};
}

bool is_sha512(std::string_view text) {
    return text.size() == 128 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

void ImageDriver::observe_sources(model::ComponentId id, const model::DesiredState& desired, model::ObservedImage& seen,
                                  Now now) {
    const auto name = source_name(desired.component(id).image.source);
    if (seen.binary_source != name) seen = {};
    seen.binary_source = name;
    links_.forget();
    seen.binary_error.clear();
    if (!std::holds_alternative<model::BinaryUrl>(desired.component(id).image.source)) {
        const auto status = files_.status(links_.target_of(name));
        if (!status || !*status) {
            seen.binary_error = status ? fmt::format("{} does not exist", name) : status.error().text();
        } else if (const auto identity = identity_of(**status); identity != seen.binary_identity) {
            seen.binary_identity = identity;
            seen.sha512.reset();
        }
    }
    const auto downloads = files_.list(download_directory);
    seen.downloads = downloads ? *downloads : std::vector<std::string>{};
    seen.missing_files.clear();
    seen.other_files.clear();
    for (const auto& file : kubernetes::image_files(id, desired)) {
        if (file.source.empty()) continue;
        const auto digest = digest_of_source(file.source, now);
        if (digest.empty()) {
            seen.missing_files.push_back(file.source);
        } else {
            seen.other_files[file.staged_name] = digest;
        }
    }
}

Digest ImageDriver::digest_of_source(const std::string& source, Now now) {
    const auto path = links_.target_of(source);
    const auto status = files_.status(path);
    // A large extra file is identified by its lstat result, because reading it would block the loop. So touching the
    // file makes a new image.
    if (status && *status && (*status)->type == edges::FileType::regular && (*status)->size > readable_size) {
        return Digest::of(identity_of(**status));
    }
    return file_driver_.observe(path, FileDriver::Text::secret, now).digest;
}

asio::awaitable<Result<std::string>> ImageDriver::run(Words argv, std::chrono::milliseconds timeout, Sandbox sandbox) {
    edges::ProcessSpec spec;
    const std::string program = argv.front();
    spec.argv = std::move(argv);
    spec.timeout = timeout;
    spec.sandbox = sandbox;
    // Every program with network access gets the proxies of the daemon's unit: downloads, and builds with a base image.
    if (sandbox != Sandbox::daemon) spec.environment = download_environment_;
    auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome) co_return fail(std::move(outcome).error().during(program));
    if (outcome->exit_code != 0) {
        co_return fail(ErrorKind::transient,
                       fmt::format("{} ended with {}: {}", program, outcome->exit_code, tail(outcome->errors)));
    }
    co_return std::move(outcome->output);
}

asio::awaitable<Result<std::string>> ImageDriver::sha512_of(std::string path) {
    Words argv{"sha512sum", "--", std::move(path)};
    auto output = co_await run(std::move(argv), 10min);
    if (!output) co_return fail(std::move(output).error());
    // sha512sum starts the line with a backslash when the name contains one.
    auto digest = output->substr(output->starts_with('\\') ? 1 : 0, 128);
    if (!is_sha512(digest)) co_return fail(ErrorKind::transient, "sha512sum printed no digest");
    co_return digest;
}

asio::awaitable<Result<std::string>> ImageDriver::resolve(model::ResolveBinary change, ProgressSink progress) {
    if (change.source.starts_with('/')) {
        progress("hashing", change.source);
        co_return co_await sha512_of(root_ + change.source);
    }
    if (!change.source.starts_with("https://")) {
        co_return fail(ErrorKind::terminal, fmt::format("{} is not https and has no pinned sha512: anybody on the way "
                                                        "could replace it. Set spec.image.source.sha512",
                                                        change.source));
    }
    progress("fetching the checksum", fmt::format("{}.sha512", change.source));
    Words argv{"curl",       "--fail",     "--silent", "--show-error",
               "--location", "--proto",    "=https",   "--max-filesize",
               "4096",       "--max-time", "60",       fmt::format("{}.sha512", change.source)};
    auto output = co_await run(std::move(argv), 90s, Sandbox::download);
    if (!output) co_return fail(std::move(output).error());
    auto digest = output->substr(0, 128);
    if (!is_sha512(digest))
        co_return fail(ErrorKind::terminal, fmt::format("{}.sha512 holds no SHA-512", change.source));
    co_return digest;
}

asio::awaitable<Result<void>> ImageDriver::build(model::BuildImage change, model::DesiredState desired,
                                                 ProgressSink progress) {
    const edges::FileMetadata directory{.mode = 0700};
    if (auto made = files_.make_directory(image_build_directory, directory); !made) co_return made;
    Words clean{"rm", "-rf", "--", root_ + image_build_directory};
    if (auto cleaned = co_await run(clean, 1min); !cleaned) co_return fail(std::move(cleaned).error());
    if (auto made = files_.make_directory(image_build_directory, directory); !made) co_return made;
    auto source = co_await local_source(change, desired, progress);
    if (!source) co_return fail(std::move(source).error());
    Result<void> built;
    if (std::holds_alternative<model::ImageArchive>(desired.component(change.component).image.source)) {
        progress("loading the archive", *source);
        built = co_await load_archive(change, desired, *source);
    } else {
        progress("building", change.reference);
        built = co_await check_program(desired.component(change.component).image, *source);
        if (built) built = co_await stage_files(change.component, desired, *source);
        if (built) built = co_await build_staged(change, desired);
    }
    if (built) built = co_await import(change, desired, progress);
    // Removes the copies of 110 MB from the SD card, whatever happened.
    const auto cleaned = co_await run(std::move(clean), 1min);
    if (built && !cleaned) co_return fail(cleaned.error());
    co_return built;
}

bool ImageDriver::has_remains() const {
    const auto status = files_.status(image_build_directory);
    return status && *status;
}

asio::awaitable<void> ImageDriver::clear_remains() {
    Words clean{"rm", "-rf", "--", root_ + image_build_directory};
    (void)co_await run(std::move(clean), 1min);
}

asio::awaitable<Result<void>> ImageDriver::check_program(model::Image image, std::string binary) {
    Words head{"head", fmt::format("--bytes={}", kubernetes::looked_at_of_program), "--", binary};
    const auto start = co_await run(std::move(head), 1min);
    if (!start) co_return fail(start.error());
    kubernetes::ProgramFile file{.start = *start, .architecture = architecture_};
    const auto status = files_.status(links_.target_of(binary.substr(root_.size())));
    if (status && *status && (*status)->type == edges::FileType::regular) file.size = (*status)->size;
    const auto problem = kubernetes::file_problem(file, image);
    if (!problem) co_return Result<void>{};
    co_return fail(ErrorKind::terminal, fmt::format("{} {}", source_name(image.source), *problem));
}

asio::awaitable<Result<void>> ImageDriver::stage_files(model::ComponentId id, model::DesiredState desired,
                                                       std::string binary) {
    const std::string stage = fmt::format("{}/context", image_build_directory);
    const edges::FileMetadata directory{.mode = 0700};
    if (auto made = files_.make_directory(stage, directory); !made) co_return made;
    const edges::FileMetadata secret{.mode = 0600};
    const auto containerfile = fmt::format("{}/Containerfile", image_build_directory);
    if (auto written = files_.replace(containerfile, kubernetes::containerfile(id, desired), secret); !written) {
        co_return written;
    }
    for (const auto& file : kubernetes::image_files(id, desired)) {
        const auto target = fmt::format("{}{}/{}", root_, stage, file.staged_name);
        const bool program = file.source.empty();
        const std::string source = program ? binary : root_ + file.source;
        // The mode in the stage is the mode in the image.
        Words copy{"install", "-m", program ? "0755" : file.secret ? "0600" : "0644", "--", source, target};
        if (auto copied = co_await run(std::move(copy), 5min); !copied) co_return fail(std::move(copied).error());
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ImageDriver::build_staged(model::BuildImage change, model::DesiredState desired) {
    const std::string directory = root_ + image_build_directory;
    // chroot isolation needs no user namespace and no network: a build of COPY lines runs no program.
    Words argv{desired.component(change.component).image.builder,
               "bud",
               "--isolation",
               "chroot",
               "--layers=false",
               "--timestamp",
               "0",
               "--quiet",
               "--tag",
               change.reference,
               "--file",
               fmt::format("{}/Containerfile", directory),
               fmt::format("{}/context", directory)};
    if (auto built = co_await run(std::move(argv), 15min, Sandbox::build); !built)
        co_return fail(std::move(built).error());
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ImageDriver::load_archive(model::BuildImage change, model::DesiredState desired,
                                                        std::string path) {
    Result<std::string> loaded = fail(ErrorKind::bug, "");
    for (const char* transport : {"docker-archive:", "oci-archive:"}) {
        Words argv{desired.component(change.component).image.builder, "pull", "--quiet", transport + path};
        loaded = co_await run(std::move(argv), 10min, Sandbox::build);
        if (loaded) break;
    }
    if (!loaded) co_return fail(std::move(loaded).error().during("neither a docker-archive nor an oci-archive"));
    auto id = *loaded;
    while (!id.empty() && id.back() == '\n') id.pop_back();
    Words tag{desired.component(change.component).image.builder, "tag", id.substr(id.rfind('\n') + 1),
              change.reference};
    if (auto tagged = co_await run(std::move(tag), 1min, Sandbox::build); !tagged)
        co_return fail(std::move(tagged).error());
    co_return Result<void>{};
}

}  // namespace planekeeper::drivers
