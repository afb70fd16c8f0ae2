#include "drivers/image_driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/elf_program.hpp"
#include "fakes/event_loop.hpp"
#include "fakes/fake_file_system.hpp"
#include "fakes/fake_process_runner.hpp"

namespace planekeeper::drivers::image_driver_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

const std::string digest(128, 'a');
const std::string reference = "localhost/k8s-kube-apiserver:v1.20.1-abc";
const std::string build_directory = "/var/lib/planekeeper/build";

class ImageDriverTest : public ::testing::Test {
protected:
    ImageDriverTest() {
        desired.node_name = "k8s-master";
        desired.version = {1, 20, 1};
        desired.component(model::ComponentId::api_server).image.source =
            model::BinaryPath{.path = "/opt/kube-apiserver"};
        files.put("/opt/kube-apiserver", binary);
    }

    Result<edges::ProcessOutcome> run(const edges::ProcessSpec& spec) {
        const auto& program = spec.argv.front();
        if (spec.argv.size() > 1 && failing == program + " " + spec.argv[1]) {
            return edges::ProcessOutcome{.exit_code = 1, .errors = "some reason\n"};
        }
        if (program == "sha512sum") return edges::ProcessOutcome{.output = found + "  " + spec.argv.back() + "\n"};
        if (program == "head") return edges::ProcessOutcome{.output = binary};
        if (program == "curl" && spec.argv.back().ends_with(".sha512")) return edges::ProcessOutcome{.output = found};
        if (program == "curl") files.put("/var/lib/planekeeper/downloads/." + digest + ".part", binary);
        if (program == "crictl" && spec.argv[1] == "images") return edges::ProcessOutcome{.output = images};
        if (program == "crictl" && spec.argv[1] == "ps") return edges::ProcessOutcome{.output = containers};
        if (program == "crictl") return edges::ProcessOutcome{.output = "RuntimeName:  " + runtime + "\n"};
        if (program == "ctr" && spec.argv[4] == "ls") return edges::ProcessOutcome{.output = labels};
        if (program == "buildah" && spec.argv[1] == "pull") return edges::ProcessOutcome{.output = "sha-id\n"};
        return edges::ProcessOutcome{};
    }
    Result<void> build() {
        const model::BuildImage change{model::ComponentId::api_server, reference, digest};
        return loop.await(driver.build(change, desired, [](std::string_view, const std::string&) {}));
    }
    Result<std::string> resolve(const std::string& source) {
        const model::ResolveBinary change{model::ComponentId::api_server, source, "identity"};
        return loop.await(driver.resolve(change, [](std::string_view, const std::string&) {}));
    }
    [[nodiscard]] std::vector<std::string> programs() const {
        std::vector<std::string> names;
        for (const auto& argv : processes.calls()) {
            const bool has_verb = argv.front() == "buildah" || argv.front() == "crictl";
            names.push_back(has_verb ? argv.front() + " " + argv[1] : argv.front());
        }
        return names;
    }

    std::string binary = fakes::ElfProgram{}.bytes();
    std::string images = R"({"images":[{"id":"sha256:1","repoTags":[")" + reference + R"("]}]})";
    std::string containers = "{}";
    std::string labels;
    std::string found = digest;
    std::string failing;
    std::string runtime = "containerd";
    model::DesiredState desired;
    fakes::EventLoop loop;
    fakes::FakeFileSystem files;
    fakes::FakeProcessRunner processes{[this](const edges::ProcessSpec& spec) { return run(spec); }};
    FileDriver file_driver{files};
    ImageDriver driver{files, processes, file_driver, {.architecture = "arm64"}};
};

TEST_F(ImageDriverTest, BuildsAndImportsWithTheseVeryCommands) {
    ASSERT_TRUE(build());

    const std::string archive = build_directory + "/image.tar";
    EXPECT_THAT(
        processes.calls(),
        ElementsAre(
            Words{"rm", "-rf", "--", build_directory}, Words{"sha512sum", "--", "/opt/kube-apiserver"},
            Words{"head", "--bytes=4096", "--", "/opt/kube-apiserver"},
            Words{"install", "-m", "0755", "--", "/opt/kube-apiserver", build_directory + "/context/kube-apiserver"},
            Words{"buildah", "bud", "--isolation", "chroot", "--layers=false", "--timestamp", "0", "--quiet", "--tag",
                  reference, "--file", build_directory + "/Containerfile", build_directory + "/context"},
            Words{"crictl", "version"},
            Words{"buildah", "push", "--quiet", reference, "docker-archive:" + archive + ":" + reference},
            Words{"ctr", "--namespace", "k8s.io", "images", "import", archive},
            Words{"ctr", "--namespace", "k8s.io", "images", "label", reference, "io.cri-containerd.pinned=pinned"},
            Words{"buildah", "rmi", reference}, Words{"rm", "-rf", "--", build_directory}));
}

TEST_F(ImageDriverTest, PassesADeclaredEndpointToBothPrograms) {
    desired.runtime.endpoint = "unix:///run/k3s/containerd.sock";

    ASSERT_TRUE(build());

    EXPECT_THAT(processes.calls(), Contains(Words{"crictl", "--runtime-endpoint", "unix:///run/k3s/containerd.sock",
                                                  "--image-endpoint", "unix:///run/k3s/containerd.sock", "version"}));
    EXPECT_THAT(processes.calls(), Contains(Words{"ctr", "--address", "/run/k3s/containerd.sock", "--namespace",
                                                  "k8s.io", "images", "import", build_directory + "/image.tar"}));
}

TEST_F(ImageDriverTest, ImportsNothingForCriO) {
    runtime = "cri-o";

    ASSERT_TRUE(build());

    EXPECT_THAT(programs(), Not(Contains("ctr")));
    EXPECT_THAT(programs(), Not(Contains("buildah push")));
    EXPECT_THAT(programs(), Not(Contains("buildah rmi"))) << "CRI-O reads that very copy";
}

TEST_F(ImageDriverTest, DoesNotAskTheRuntimeWhenTheStoreIsDeclared) {
    desired.runtime.image_store = model::ImageStore::containers_storage;

    ASSERT_TRUE(build());

    EXPECT_THAT(programs(), Not(Contains("crictl version")));
}

TEST_F(ImageDriverTest, RefusesABinaryWithAnotherDigestForGood) {
    found = std::string(128, 'b');

    const auto built = build();

    ASSERT_FALSE(built);
    EXPECT_EQ(built.error().kind(), ErrorKind::terminal);
    EXPECT_THAT(programs(), Not(Contains("buildah bud")));
}

TEST_F(ImageDriverTest, BuildsNothingFromWhatCannotRunHere) {
    const fakes::ElfProgram foreign{.machine = EM_X86_64};
    for (const auto& bytes : {foreign.bytes(), std::string{"<!DOCTYPE html>"}, std::string{},
                              std::string{"#!/bin/sh\n"}, fakes::ElfProgram{}.bytes().substr(0, 700)}) {
        binary = bytes;
        files.put("/opt/kube-apiserver", binary);
        const auto built = build();
        ASSERT_FALSE(built);
        EXPECT_EQ(built.error().kind(), ErrorKind::terminal);
        EXPECT_THAT(built.error().text(), HasSubstr("/opt/kube-apiserver is "));
        EXPECT_THAT(programs(), Not(Contains("buildah bud")));
    }
}

TEST_F(ImageDriverTest, LooksForThePinWhereTheRuntimeDoesNotTell) {
    labels = reference + " sha256:1 io.cri-containerd.image=managed\n";
    auto seen = loop.await(driver.look(desired, reference));
    EXPECT_EQ(seen.presence, model::ImagePresence::present);
    EXPECT_EQ(seen.listed.at(reference), "sha256:1");
    EXPECT_FALSE(seen.pinned);
    labels += "io.cri-containerd.pinned=pinned\n";
    EXPECT_TRUE(loop.await(driver.look(desired, reference)).pinned);
    labels.clear();
    runtime = "cri-o";
    EXPECT_TRUE(loop.await(driver.look(desired, reference)).pinned) << "its configuration says what is pinned";
    EXPECT_EQ(loop.await(driver.look(desired, "localhost/other:1")).presence, model::ImagePresence::absent);
}

TEST_F(ImageDriverTest, RemovesAnImageThatNothingUses) {
    const model::RemoveImage change{reference};
    EXPECT_EQ(loop.await(driver.remove_image(change, desired.runtime)), Removed::now);
    EXPECT_EQ(processes.calls().back(), (Words{"crictl", "rmi", reference}));
    processes.forget_calls();

    containers = R"({"containers":[{"image":{"image":"sha256:1"}}]})";
    EXPECT_EQ(loop.await(driver.remove_image(change, desired.runtime)).error().kind(), ErrorKind::conflict);
    containers = "{}";
    images = R"({"images":[{"id":"sha256:1","repoTags":[")" + reference + R"(","localhost/other:1"]}]})";
    EXPECT_EQ(loop.await(driver.remove_image(change, desired.runtime)).error().kind(), ErrorKind::conflict);
    images = "{}";
    EXPECT_EQ(loop.await(driver.remove_image(change, desired.runtime)), Removed::was_gone);
    EXPECT_THAT(programs(), Not(Contains("crictl rmi")));
}

TEST_F(ImageDriverTest, CleansUpAfterAFailedBuild) {
    failing = "buildah bud";

    const auto built = build();

    ASSERT_FALSE(built);
    EXPECT_EQ(built.error().kind(), ErrorKind::transient);
    EXPECT_THAT(built.error().text(), HasSubstr("some reason"));
    EXPECT_EQ(processes.calls().back(), (Words{"rm", "-rf", "--", build_directory}));
}

TEST_F(ImageDriverTest, DownloadsVerifiesAndOnlyThenPublishes) {
    desired.component(model::ComponentId::api_server).image.source =
        model::BinaryUrl{.url = "https://dl.k8s.io/kube-apiserver"};

    ASSERT_TRUE(build());

    const std::string downloads = "/var/lib/planekeeper/downloads/";
    EXPECT_THAT(
        processes.calls(),
        Contains(Words{"curl", "--fail", "--silent", "--show-error", "--location", "--proto", "=http,https",
                       "--connect-timeout", "20", "--speed-limit", "1000", "--speed-time", "60", "--continue-at", "-",
                       "--output", downloads + "." + digest + ".part", "https://dl.k8s.io/kube-apiserver"}));
    EXPECT_THAT(processes.calls(), Contains(Words{"sha512sum", "--", downloads + "." + digest + ".part"}));
    EXPECT_THAT(processes.calls(), Contains(Words{"mv", "--", downloads + "." + digest + ".part", downloads + digest}));
}

TEST_F(ImageDriverTest, ThrowsAWrongDownloadAwayAndDoesNotTryAgain) {
    desired.component(model::ComponentId::api_server).image.source =
        model::BinaryUrl{.url = "https://dl.k8s.io/kube-apiserver"};
    found = std::string(128, 'b');

    const auto built = build();

    ASSERT_FALSE(built);
    EXPECT_EQ(built.error().kind(), ErrorKind::terminal);
    EXPECT_FALSE(files.exists("/var/lib/planekeeper/downloads/." + digest + ".part"));
    EXPECT_THAT(programs(), Not(Contains("mv")));
}

TEST_F(ImageDriverTest, NeedsNoNetworkForWhatWasDownloadedBefore) {
    desired.component(model::ComponentId::api_server).image.source =
        model::BinaryUrl{.url = "https://dl.k8s.io/kube-apiserver"};
    files.put("/var/lib/planekeeper/downloads/" + digest, binary);

    ASSERT_TRUE(build());

    EXPECT_THAT(programs(), Not(Contains("curl")));
}

TEST_F(ImageDriverTest, TagsAnArchiveAndBuildsNothing) {
    desired.component(model::ComponentId::api_server).image.source = model::ImageArchive{.path = "/opt/image.tar"};

    ASSERT_TRUE(build());

    EXPECT_THAT(processes.calls(), Contains(Words{"buildah", "pull", "--quiet", "docker-archive:/opt/image.tar"}));
    EXPECT_THAT(processes.calls(), Contains(Words{"buildah", "tag", "sha-id", reference}));
    EXPECT_THAT(programs(), Not(Contains("buildah bud")));
}

TEST_F(ImageDriverTest, ResolvesALocalFileByHashingAndAUrlByItsPublishedChecksum) {
    EXPECT_EQ(resolve("/opt/kube-apiserver").value(), digest);
    EXPECT_EQ(resolve("https://dl.k8s.io/kube-apiserver").value(), digest);

    EXPECT_EQ(processes.calls().back(),
              (Words{"curl", "--fail", "--silent", "--show-error", "--location", "--proto", "=https", "--max-filesize",
                     "4096", "--max-time", "60", "https://dl.k8s.io/kube-apiserver.sha512"}));
}

TEST_F(ImageDriverTest, TrustsNoChecksumThatCameWithoutTls) {
    const auto resolved = resolve("http://example.org/kube-apiserver");

    ASSERT_FALSE(resolved);
    EXPECT_EQ(resolved.error().kind(), ErrorKind::terminal);
    EXPECT_TRUE(processes.calls().empty());
}

TEST_F(ImageDriverTest, TakesNoWebPageForAChecksum) {
    found = "<html>not found</html>";

    const auto resolved = resolve("https://dl.k8s.io/kube-apiserver");

    ASSERT_FALSE(resolved);
    EXPECT_EQ(resolved.error().kind(), ErrorKind::terminal);
}

TEST_F(ImageDriverTest, ForgetsTheDigestOfALocalFileThatChanged) {
    model::ObservedImage seen;
    const Now now{.system = *from_rfc3339("2026-11-24T06:00:00Z")};
    driver.observe_sources(model::ComponentId::api_server, desired, seen, now);
    seen.sha512 = digest;
    driver.observe_sources(model::ComponentId::api_server, desired, seen, now);
    EXPECT_EQ(seen.sha512, digest);
    files.put("/opt/kube-apiserver", "another");

    driver.observe_sources(model::ComponentId::api_server, desired, seen, now);

    EXPECT_EQ(seen.sha512, std::nullopt);
    files.erase("/opt/kube-apiserver");
    driver.observe_sources(model::ComponentId::api_server, desired, seen, now);
    EXPECT_THAT(seen.binary_error, HasSubstr("does not exist"));
}

TEST_F(ImageDriverTest, FollowsSourcesThatAreLinksAndNoticesThatTheyLeadElsewhere) {
    const Now now{.system = *from_rfc3339("2026-11-24T06:00:00Z")};
    desired.component(model::ComponentId::api_server).image.extra_files = {
        {.source = "/etc/motd", .destination = "/etc/motd"}};
    files.put("/nix/1/kube-apiserver", "one");
    files.put("/nix/2/kube-apiserver", "two");
    files.put("/nix/1/motd", "hello");
    files.put_symlink("/opt/kube-apiserver", "/nix/now/kube-apiserver");
    files.put_symlink("/nix/now", "1");
    files.put_symlink("/etc/motd", "/nix/1/motd");
    model::ObservedImage seen;
    driver.observe_sources(model::ComponentId::api_server, desired, seen, now);
    EXPECT_EQ(seen.binary_error, "");
    EXPECT_EQ(seen.other_files.size(), 1U);
    EXPECT_THAT(driver.link_directories(), testing::IsSupersetOf({"/opt", "/nix", "/nix/1", "/etc"}));
    seen.sha512 = digest;

    files.put_symlink("/nix/now", "2");
    driver.observe_sources(model::ComponentId::api_server, desired, seen, now);

    EXPECT_EQ(seen.sha512, std::nullopt);
}

}  // namespace
}  // namespace planekeeper::drivers::image_driver_test
