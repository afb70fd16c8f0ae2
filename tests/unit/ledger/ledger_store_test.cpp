#include "ledger/ledger_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "fakes/fake_file_system.hpp"
#include "fakes/temporary_directory.hpp"
#include "linux/posix_file_system.hpp"
#include "unit/components/accepted.hpp"

namespace planekeeper::ledger::ledger_store_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

model::Ledger full_ledger() {
    model::Ledger ledger;
    auto& rollout = ledger.rollouts[model::ComponentId::api_server];
    ledger.materials = {"ca", "kubernetes"};
    ledger.files = {"/etc/kubelet.d/kube-api-server.yaml"};
    rollout.current = model::Generation{.id = std::string(64, 'a'),
                                        .manifest = "kind: Pod\n# \"quotes\" and ü\n",
                                        .path = "/etc/kubelet.d/kube-api-server.yaml",
                                        .image = "localhost/a:1",
                                        .version = {1, 20, 1},
                                        .files = {{"/etc/a.yaml", "kind: A\n"}},
                                        .bind_address = "0.0.0.0",
                                        .port = 6443,
                                        .published_at = *from_rfc3339("2026-11-24T06:00:00Z")};
    rollout.last_good = rollout.current;
    rollout.last_good->id = std::string(64, 'b');
    rollout.previous_good = rollout.current;
    rollout.previous_good->hand_made = true;
    rollout.soaked = rollout.last_good->id;
    rollout.mounted = {.container = "c", .identities = {{"/etc/x", "/etc/x 1:2"}}, .swaps = 3};
    rollout.failed = {{std::string(64, 'c'),
                       {.reason = "UnknownFlag",
                        .message = "no such flag",
                        .of_time = true,
                        .at = *from_rfc3339("2026-11-24T06:00:00Z"),
                        .times = 3}}};
    rollout.cures = {"flow-control-off"};
    rollout.binary = model::KnownBinary{"/opt/kube-apiserver", "1:2:3:4:5", std::string(128, 'd')};
    ledger.new_cluster = true;
    rollout.rehearsed = std::string(64, 'e');
    rollout.program = model::KnownProgram{std::string(128, 'd'), "v1.20.1", {"advertise-address", "v"}};
    ledger.taints = {{"node-role.kubernetes.io/master", "", "NoSchedule"}};
    ledger.default_taints = ledger.taints;
    ledger.default_labels = {"node-role.kubernetes.io/master"};
    rollout.starts = {std::chrono::seconds{31}, std::chrono::seconds{40}};
    ledger.images = {"localhost/a:1"};
    ledger.paths["/etc/a"] = {.found = true,
                              .found_as = Digest::of("theirs"),
                              .written = {Digest::of("ours")},
                              .copies = {{"/var/lib/planekeeper/replaced/etc/a/1.found", Digest::of("theirs"), true},
                                         {"/var/lib/planekeeper/replaced/etc/a/2", Digest::of("edit"), false}}};
    ledger.paths["/etc/b"] = {};
    ledger.time_floor = *from_rfc3339("2026-11-24T06:00:01Z");
    ledger.rollouts[model::ComponentId::scheduler].rehearsed = std::string(64, 'f');
    return ledger;
}

TEST(LedgerStore, WithoutAFileIsEmpty) {
    fakes::FakeFileSystem files;

    const auto loaded = LedgerStore{files}.load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, model::Ledger{});
    EXPECT_THAT(files.effects(), IsEmpty());
}

TEST(LedgerStore, GivesBackWhatWasSaved) {
    fakes::FakeFileSystem files;
    LedgerStore store{files};
    for (const auto& ledger : {full_ledger(), model::Ledger{}}) {
        ASSERT_TRUE(store.save(ledger));

        const auto loaded = LedgerStore{files}.load();

        ASSERT_TRUE(loaded) << loaded.error().text();
        EXPECT_EQ(*loaded, ledger);
    }
}

// The next planekeeper reads this text, so a change here changes the format.
TEST(LedgerStore, WritesTheFormatThatIsAccepted) {
    fakes::FakeFileSystem files;
    ASSERT_TRUE(LedgerStore{files}.save(full_ledger()));

    kubernetes::test::hold_against(kubernetes::test::source_directory() / "tests/golden/ledger/format-2.json",
                                   files.content(LedgerStore::path()));
}

TEST(LedgerStore, OfAnOlderPlanekeeperIsUnderstood) {
    fakes::FakeFileSystem files;
    const std::string generation =
        R"({"id":"a","manifest":"m","path":"/p","image":"i","publishedAt":"2026-11-24T06:00:00Z"})";
    files.put(
        LedgerStore::path(),
        R"({"version":1,"materials":["ca"],"files":[],"failed":{"b":"UnknownFlag: no: such"},"cures":[],"images":[],)"
        R"("timeFloor":"2026-11-24T06:00:00Z","current":)" +
            generation + R"(,"lastGood":)" + generation + "}");

    const auto loaded = LedgerStore{files}.load();

    ASSERT_TRUE(loaded) << loaded.error().text();
    const auto& rollout = loaded->rollouts[model::ComponentId::api_server];
    EXPECT_EQ(rollout.current->version, model::KubernetesVersion{});
    EXPECT_EQ(rollout.failed.at("b"), (model::Failure{.reason = "UnknownFlag", .message = "no: such"}));
    EXPECT_EQ(rollout.soaked, "a");
    EXPECT_THAT(loaded->materials, ::testing::ElementsAre("ca"));
}

TEST(LedgerStore, AFieldThatIsGoneIsAnError) {
    fakes::FakeFileSystem files;
    ASSERT_TRUE(LedgerStore{files}.save(full_ledger()));
    const auto text = files.content(LedgerStore::path());
    for (const char* name :
         {"version", "materials", "files",  "images", "timeFloor",   "components", "failed", "cures",
          "id",      "manifest",  "path",   "image",  "publishedAt", "message",    "found",  "foundAs",
          "written", "digest",    "sha512", "key",    "container",   "swaps"}) {
        const std::string key = "\"" + std::string{name} + "\":";
        auto lacking = text;
        for (auto at = lacking.find(key); at != std::string::npos; at = lacking.find(key))
            lacking.replace(at + 1, 1, "X");
        ASSERT_NE(lacking, text) << name;
        files.put(LedgerStore::path(), lacking, {.mode = 0600});
        EXPECT_FALSE(LedgerStore{files}.load()) << name;
    }
}

TEST(LedgerStore, IsReadableByRootOnly) {
    fakes::FakeFileSystem files;

    ASSERT_TRUE(LedgerStore{files}.save(full_ledger()));

    EXPECT_EQ(files.node(LedgerStore::path()).metadata.mode, 0600U);
    EXPECT_EQ(files.node(state_directory).metadata.mode, 0700U);
}

TEST(LedgerStore, SaysWhenItCannotBeRead) {
    fakes::FakeFileSystem files;
    ASSERT_TRUE(LedgerStore{files}.save(full_ledger()));
    files.fail_reads(LedgerStore::path(), EIO);

    const auto loaded = LedgerStore{files}.load();

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().text(), HasSubstr("reading the ledger"));
}

TEST(LedgerStore, RefusesWhatItDoesNotUnderstandAndWritesNothing) {
    for (const char* text :
         {"", "{", "[]", "null", "42", "{}", R"({"version": 1})", R"({"version": "1", "materials": []})", "\xff\xfe"}) {
        fakes::FakeFileSystem files;
        files.put(LedgerStore::path(), text, {.mode = 0600});

        const auto loaded = LedgerStore{files}.load();

        ASSERT_FALSE(loaded) << text;
        EXPECT_EQ(loaded.error().kind(), ErrorKind::invalid) << text;
        EXPECT_THAT(files.effects(), IsEmpty());
    }
}

TEST(LedgerStore, RefusesATimeOrAVersionThatIsNone) {
    fakes::FakeFileSystem files;
    ASSERT_TRUE(LedgerStore{files}.save(full_ledger()));
    const auto text = files.content(LedgerStore::path());
    for (const auto& [good, bad] : {std::pair{"2026-11-24T06:00:01Z", "2026x11y24z06q00q00Z"},
                                    {"2026-11-24T06:00:01Z", "2026-11-24T99:99:99Z"},
                                    {"\"v1.20.1\"", "\"v1\""}}) {
        auto edited = text;
        ASSERT_TRUE(edited.contains(good)) << good;
        edited.replace(edited.find(good), std::string_view{good}.size(), bad);
        files.put(LedgerStore::path(), edited, {.mode = 0600});

        const auto loaded = LedgerStore{files}.load();

        ASSERT_FALSE(loaded) << bad;
        EXPECT_THAT(loaded.error().text(), HasSubstr("expected a")) << bad;
    }
}

TEST(LedgerStore, RefusesEveryTruncationOfItself) {
    fakes::FakeFileSystem files;
    ASSERT_TRUE(LedgerStore{files}.save(full_ledger()));
    const auto text = files.content(LedgerStore::path());
    for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
        files.put(LedgerStore::path(), text.substr(0, length), {.mode = 0600});
        EXPECT_FALSE(LedgerStore{files}.load()) << length;
    }
}

TEST(LedgerStore, RefusesAnotherVersion) {
    fakes::FakeFileSystem files;
    ASSERT_TRUE(LedgerStore{files}.save(full_ledger()));
    auto text = files.content(LedgerStore::path());
    text.replace(text.find("\"version\": 2"), 12, "\"version\": 3");
    files.put(LedgerStore::path(), text, {.mode = 0600});

    const auto loaded = LedgerStore{files}.load();

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().text(), HasSubstr("another version"));
}

TEST(LedgerStore, KeepsTheOldOneWhenTheDiskIsFull) {
    fakes::FakeFileSystem files;
    LedgerStore store{files};
    ASSERT_TRUE(store.save(full_ledger()));
    files.faults().fail_from(1, ENOSPC);

    EXPECT_FALSE(store.save(model::Ledger{}));

    EXPECT_EQ(*store.load(), full_ledger());
}

TEST(LedgerStore, WorksOnARealDisk) {
    fakes::TemporaryDirectory directory;
    linux_edges::PosixFileSystem files{directory.path()};

    ASSERT_TRUE(LedgerStore{files}.save(full_ledger()));

    EXPECT_EQ(*LedgerStore{files}.load(), full_ledger());
    EXPECT_EQ((*files.status(LedgerStore::path()))->mode, 0600U);
    EXPECT_EQ((*files.status(state_directory))->mode, 0700U);
}

}  // namespace
}  // namespace planekeeper::ledger::ledger_store_test
