#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "drivers/image_driver.hpp"
#include "drivers/image_paths.hpp"
#include "fakes/elf_program.hpp"
#include "linux/child_process_runner.hpp"
#include "linux/posix_file_system.hpp"

// Real curl and sha512sum, against a server on loopback.

namespace planekeeper::download_test {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

/// Runs tests/system/range_server.py as a child.
class RangeServer {
public:
    RangeServer(const fs::path& directory, int cut) {
        int ends[2] = {};
        if (::pipe(ends) != 0) throw std::runtime_error("pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(ends[1], 1);
            const std::string script = std::string{PLANEKEEPER_SOURCE_DIR} + "/tests/system/range_server.py";
            ::execlp("python3", "python3", script.c_str(), directory.c_str(), std::to_string(cut).c_str(), nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        output_ = ::fdopen(ends[0], "r");
        port_ = line();
    }
    RangeServer(const RangeServer&) = delete;
    RangeServer& operator=(const RangeServer&) = delete;
    ~RangeServer() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        std::fclose(output_);
    }

    std::string line() {
        char text[256] = {};
        if (std::fgets(text, sizeof text, output_) == nullptr) return {};
        std::string found = text;
        found.pop_back();
        return found;
    }
    [[nodiscard]] std::string address() const { return "http://127.0.0.1:" + port_; }
    [[nodiscard]] std::string url(const std::string& name) const { return address() + "/" + name; }

private:
    pid_t pid_ = -1;
    std::FILE* output_ = nullptr;
    std::string port_;
};

class Download : public ::testing::Test {
protected:
    void SetUp() override {
        root_ = fs::temp_directory_path() / ("planekeeper-download-" + std::to_string(::getpid()));
        fs::remove_all(root_);
        fs::create_directories(root_ / "served");
        std::ofstream{root_ / "served/kube-apiserver"} << fakes::ElfProgram{.words = std::string(300'000, 'k')}.bytes()
                                                       << "end";
        sha512_ = digest_of(root_ / "served/kube-apiserver");
    }
    void TearDown() override { fs::remove_all(root_); }

    static std::string digest_of(const fs::path& path) {
        std::FILE* pipe = ::popen(("sha512sum < " + path.string()).c_str(), "r");
        char text[129] = {};
        const auto read = std::fread(text, 1, 128, pipe);
        ::pclose(pipe);
        return {text, read};
    }

    /// Builds as far as the first step after the download, which fails because there is no builder.
    Result<void> build(const std::string& url, const std::string& sha512, std::vector<std::string> environment = {}) {
        asio::io_context loop;
        linux_edges::PosixFileSystem files{(root_ / "node").string()};
        linux_edges::ChildProcessRunner processes;
        drivers::FileDriver file_driver{files};
        drivers::ImageDriver image{files, processes, file_driver, {(root_ / "node").string(), std::move(environment)}};
        model::DesiredState desired;
        desired.component(model::ComponentId::api_server).image.source = model::BinaryUrl{url, sha512};
        desired.component(model::ComponentId::api_server).image.builder = "no-such-builder";
        Result<void> outcome;
        asio::co_spawn(loop, image.build({.reference = "localhost/x:1", .sha512 = sha512}, desired, [](auto, auto) {}),
                       [&](const std::exception_ptr& thrown, Result<void> result) {
                           if (thrown) std::rethrow_exception(thrown);
                           outcome = std::move(result);
                       });
        loop.run();
        return outcome;
    }

    [[nodiscard]] fs::path kept() const {
        return root_ / "node" / fs::path{drivers::download_directory}.relative_path() / sha512_;
    }
    [[nodiscard]] fs::path part(const std::string& sha512) const {
        return root_ / "node" / fs::path{drivers::download_directory}.relative_path() / ("." + sha512 + ".part");
    }

    fs::path root_;
    std::string sha512_;
};

TEST_F(Download, ABrokenOneIsResumedAndOnlyAVerifiedFileGetsItsFinalName) {
    RangeServer server{root_ / "served", 100'000};

    const auto first = build(server.url("kube-apiserver"), sha512_);

    ASSERT_FALSE(first);
    EXPECT_FALSE(fs::exists(kept()));
    EXPECT_EQ(fs::file_size(part(sha512_)), 100'000U);

    const auto second = build(server.url("kube-apiserver"), sha512_);

    EXPECT_NE(second.error().text().find("no-such-builder"), std::string::npos) << second.error().text();
    EXPECT_EQ(digest_of(kept()), sha512_);
    EXPECT_EQ(server.line(), "whole");
    EXPECT_EQ(server.line(), "bytes=100000-");
}

TEST_F(Download, AWrongDigestIsTerminalAndLeavesNothing) {
    RangeServer server{root_ / "served", 0};
    const std::string wrong(128, 'a');

    const auto outcome = build(server.url("kube-apiserver"), wrong);

    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::terminal);
    EXPECT_FALSE(fs::exists(part(wrong)));
    EXPECT_FALSE(fs::exists(kept()));
}

TEST_F(Download, AVerifiedFileIsNotFetchedAgain) {
    std::string url;
    {
        RangeServer server{root_ / "served", 0};
        url = server.url("kube-apiserver");
        (void)build(url, sha512_);
    }

    const auto outcome = build(url, sha512_);

    EXPECT_NE(outcome.error().text().find("no-such-builder"), std::string::npos) << outcome.error().text();
}

TEST_F(Download, TheProxyOfTheEnvironmentIsUsed) {
    RangeServer proxy{root_ / "served", 0};

    // Only the proxy can know this host. A proxy gets the whole URL as the path.
    const auto outcome =
        build("http://releases.invalid/kube-apiserver", sha512_, {"http_proxy=" + proxy.address(), "no_proxy="});

    EXPECT_NE(outcome.error().text().find("no-such-builder"), std::string::npos) << outcome.error().text();
    EXPECT_EQ(digest_of(kept()), sha512_);
    EXPECT_EQ(proxy.line(), "whole");
}

TEST_F(Download, AnUnpinnedPlainHttpSourceIsRefused) {
    asio::io_context loop;
    linux_edges::PosixFileSystem files{(root_ / "node").string()};
    linux_edges::ChildProcessRunner processes;
    drivers::FileDriver file_driver{files};
    drivers::ImageDriver image{files, processes, file_driver, {}};
    ErrorKind kind{};
    auto keep = [&](const std::exception_ptr&, const Result<std::string>& result) { kind = result.error().kind(); };
    asio::co_spawn(loop, image.resolve({.source = "http://127.0.0.1:1/x"}, [](auto, auto) {}), keep);
    loop.run();

    EXPECT_EQ(kind, ErrorKind::terminal);
}

}  // namespace
}  // namespace planekeeper::download_test
