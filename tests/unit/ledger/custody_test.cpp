#include "ledger/custody.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>

#include "fakes/fake_file_system.hpp"
#include "fakes/temporary_directory.hpp"
#include "ledger/ledger_store.hpp"
#include "linux/posix_file_system.hpp"

namespace planekeeper::ledger::custody_test {
namespace {

using ::testing::HasSubstr;

MaterialBytes pair(const std::string& key, const std::string& certificate) {
    MaterialBytes bytes;
    bytes.emplace(model::FileRole::key, Secret{key});
    bytes.emplace(model::FileRole::certificate, Secret{certificate});
    return bytes;
}

std::string revealed(const Result<std::optional<MaterialBytes>>& loaded, model::FileRole role) {
    if (!loaded || !*loaded || !(**loaded).contains(role)) return "<nothing>";
    return std::string{(**loaded).at(role).reveal()};
}

TEST(Custody, HasNothingAtFirst) {
    fakes::FakeFileSystem files;

    const auto loaded = Custody{files}.load("ca");

    ASSERT_TRUE(loaded);
    EXPECT_FALSE(*loaded);
}

TEST(Custody, GivesBackEveryByte) {
    fakes::FakeFileSystem files;
    Custody custody{files};
    const std::string odd("\0 key 3\nabc\n\xff", 13);

    ASSERT_TRUE(custody.create("ca", pair(odd, "")));

    EXPECT_EQ(revealed(custody.load("ca"), model::FileRole::key), odd);
    EXPECT_EQ(revealed(custody.load("ca"), model::FileRole::certificate), "");
}

TEST(Custody, WritesItsFilesByName) {
    fakes::FakeFileSystem files;
    auto bytes = pair("k", "cc");
    bytes.emplace(model::FileRole::document, Secret{"d"});

    ASSERT_TRUE(Custody{files}.create("ca", bytes));

    EXPECT_EQ(files.content(Custody::path("ca")),
              "planekeeper-custody 1\ncertificate 2\ncc\ndocument 1\nd\nkey 1\nk\n");
}

TEST(Custody, IsDamagedWhereItNamesAnotherFile) {
    fakes::FakeFileSystem files;
    files.put(Custody::path("ca"), "planekeeper-custody 1\nkeys 1\nk\n", {.mode = 0600});
    EXPECT_FALSE(Custody{files}.load("ca"));
}

TEST(Custody, IsSecretFromTheFirstByte) {
    fakes::FakeFileSystem files;

    ASSERT_TRUE(Custody{files}.create("ca", pair("k", "c")));

    EXPECT_EQ(files.node(Custody::path("ca")).metadata.mode, 0600U);
    EXPECT_EQ(files.node(Custody::directory()).metadata.mode, 0700U);
    EXPECT_EQ(files.node(state_directory).metadata.mode, 0700U);
}

TEST(Custody, NeverCreatesOverWhatExists) {
    fakes::FakeFileSystem files;
    Custody custody{files};
    ASSERT_TRUE(custody.create("ca", pair("first", "c")));

    const auto again = custody.create("ca", pair("second", "c"));

    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind(), ErrorKind::conflict);
    EXPECT_EQ(revealed(custody.load("ca"), model::FileRole::key), "first");
}

TEST(Custody, NeverCreatesOverADamagedFileEither) {
    fakes::FakeFileSystem files;
    files.put(Custody::path("ca"), "garbage", {.mode = 0600});

    EXPECT_FALSE(Custody{files}.create("ca", pair("new", "c")));

    EXPECT_EQ(files.content(Custody::path("ca")), "garbage");
}

TEST(Custody, ReplacesWhatMayBeReissued) {
    fakes::FakeFileSystem files;
    Custody custody{files};
    ASSERT_TRUE(custody.create("kubernetes", pair("first", "c")));

    ASSERT_TRUE(custody.replace("kubernetes", pair("second", "c")));

    EXPECT_EQ(revealed(custody.load("kubernetes"), model::FileRole::key), "second");
}

TEST(Custody, KeepsTheOldPairWhenReplacingFails) {
    fakes::FakeFileSystem files;
    Custody custody{files};
    ASSERT_TRUE(custody.create("kubernetes", pair("first", "c")));
    files.faults().fail_from(1, ENOSPC);

    EXPECT_FALSE(custody.replace("kubernetes", pair("second", "c")));

    EXPECT_EQ(revealed(custody.load("kubernetes"), model::FileRole::key), "first");
}

TEST(Custody, CallsEveryDamageDamage) {
    fakes::FakeFileSystem files;
    Custody custody{files};
    ASSERT_TRUE(custody.create("ca", pair("the key", "the certificate")));
    const auto whole = files.content(Custody::path("ca"));
    const std::string header = "planekeeper-custody 1\n";
    const std::string certificate_only = header + "certificate 15\nthe certificate\n";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        if (length == header.size() || length == certificate_only.size()) continue;  // whole entries
        files.put(Custody::path("ca"), whole.substr(0, length), {.mode = 0600});

        const auto loaded = custody.load("ca");

        ASSERT_FALSE(loaded) << length;
        EXPECT_EQ(loaded.error().kind(), ErrorKind::invalid) << length;
        EXPECT_THAT(loaded.error().text(), ::testing::Not(HasSubstr("the key"))) << "an error shows no secret";
    }
}

TEST(Custody, RefusesLengthsThatLie) {
    fakes::FakeFileSystem files;
    for (const char* entry :
         {"key 999\nabc\n", "key -1\nabc\n", "key 2\nabc\n", "key x\nabc\n", "key\nabc\n",
          "key 18446744073709551615\nabc\n", "key 18446744073709551614\nabc\n", "key 99999999999999999999\nabc\n"}) {
        files.put(Custody::path("ca"), std::string{"planekeeper-custody 1\n"} + entry, {.mode = 0600});
        EXPECT_FALSE(Custody{files}.load("ca")) << entry;
    }
}

TEST(Custody, SaysWhenTheDiskCannotBeRead) {
    fakes::FakeFileSystem files;
    ASSERT_TRUE(Custody{files}.create("ca", pair("k", "c")));
    files.fail_reads(Custody::path("ca"), EIO);

    const auto loaded = Custody{files}.load("ca");

    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind(), ErrorKind::transient);
}

TEST(Custody, WorksOnARealDisk) {
    fakes::TemporaryDirectory directory;
    linux_edges::PosixFileSystem files{directory.path()};
    Custody custody{files};

    ASSERT_TRUE(custody.create("ca", pair("k", "c")));

    EXPECT_FALSE(custody.create("ca", pair("other", "c")));
    EXPECT_EQ(revealed(custody.load("ca"), model::FileRole::key), "k");
    EXPECT_EQ((*files.status(Custody::path("ca")))->mode, 0600U);
    EXPECT_EQ((*files.status(Custody::directory()))->mode, 0700U);
}

TEST(Custody, WithoutAFileOfTheItemIsThatOfAnotherOne) {
    fakes::FakeFileSystem files;
    Custody custody{files};
    MaterialBytes bytes;
    bytes.emplace(model::FileRole::document, Secret{"d"});
    ASSERT_TRUE(custody.create("ca", bytes));
    const std::array roles{model::FileRole::key, model::FileRole::certificate};

    const auto loaded = custody.load("ca", roles);

    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind(), ErrorKind::invalid);
    EXPECT_NE(loaded.error().text().find("has no key"), std::string::npos) << loaded.error().text();
    EXPECT_TRUE(custody.load("ca", std::array{model::FileRole::document}));
}

}  // namespace
}  // namespace planekeeper::ledger::custody_test
