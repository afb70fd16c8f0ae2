#include <fmt/format.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "drivers/image_driver.hpp"
#include "drivers/image_paths.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

namespace {

constexpr std::uint64_t megabyte = 1'000'000;

/// Reports the progress of a download until it is cancelled.
asio::awaitable<void> report_size(edges::FileSystem* files, std::string part, ProgressSink progress) {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (;;) {
        timer.expires_after(1s);
        co_await timer.async_wait(asio::use_awaitable);
        const auto status = files->status(part);
        const auto size = status && *status ? (*status)->size : 0;
        progress("downloading", fmt::format("{} MB", size / megabyte));
    }
}

std::string digest_error(const std::string& source, const std::string& found, const std::string& expected) {
    return fmt::format("{} has SHA-512 {}… instead of {}…", source, found.substr(0, 16), expected.substr(0, 16));
}

}  // namespace

asio::awaitable<Result<std::string>> ImageDriver::local_source(model::BuildImage change, model::DesiredState desired,
                                                               ProgressSink progress) {
    if (const auto* url = std::get_if<model::BinaryUrl>(&desired.component(change.component).image.source)) {
        co_return co_await download(url->url, change.sha512, progress);
    }
    std::string path;
    if (const auto* binary = std::get_if<model::BinaryPath>(&desired.component(change.component).image.source))
        path = binary->path;
    if (const auto* archive = std::get_if<model::ImageArchive>(&desired.component(change.component).image.source))
        path = archive->path;
    progress("verifying", path);
    auto found = co_await sha512_of(root_ + path);
    if (!found) co_return fail(std::move(found).error());
    if (*found != change.sha512) co_return fail(ErrorKind::terminal, digest_error(path, *found, change.sha512));
    co_return root_ + path;
}

asio::awaitable<Result<void>> ImageDriver::watch_download(std::string url, std::string part, ProgressSink progress) {
    // --continue-at - resumes an earlier attempt. Proxies come from the environment, as curl documents.
    Words argv{"curl",       "--fail",        "--silent",    "--show-error",
               "--location", "--proto",       "=http,https", "--connect-timeout",
               "20",         "--speed-limit", "1000",        "--speed-time",
               "60",         "--continue-at", "-",           "--output",
               root_ + part, std::move(url)};
    auto outcome =
        co_await (run(std::move(argv), 2h, edges::Sandbox::download) || report_size(&files_, part, progress));
    auto& fetched = std::get<0>(outcome);
    if (!fetched) co_return fail(std::move(fetched).error());
    co_return Result<void>{};
}

asio::awaitable<Result<std::string>> ImageDriver::download(std::string url, std::string sha512, ProgressSink progress) {
    const std::string final_path = fmt::format("{}/{}", download_directory, sha512);
    const std::string part = fmt::format("{}/.{}.part", download_directory, sha512);
    const edges::FileMetadata directory{.mode = 0700};
    if (auto made = files_.make_directory(download_directory, directory); !made)
        co_return fail(std::move(made).error());
    const auto status = files_.status(final_path);
    if (status && *status) {
        const auto kept = co_await sha512_of(root_ + final_path);
        if (kept && *kept == sha512) co_return root_ + final_path;
    }
    progress("downloading", url);
    if (auto fetched = co_await watch_download(url, part, progress); !fetched)
        co_return fail(std::move(fetched).error());
    progress("verifying", url);
    auto found = co_await sha512_of(root_ + part);
    if (!found) co_return fail(std::move(found).error());
    if (*found != sha512) {
        // A wrong part is never resumed: the next attempt starts from nothing.
        if (auto removed = files_.remove(part); !removed) co_return fail(std::move(removed).error());
        co_return fail(ErrorKind::terminal, digest_error(url, *found, sha512));
    }
    Words publish{"mv", "--", root_ + part, root_ + final_path};
    if (auto moved = co_await run(std::move(publish), 1min); !moved) co_return fail(std::move(moved).error());
    co_return root_ + final_path;
}

}  // namespace planekeeper::drivers
