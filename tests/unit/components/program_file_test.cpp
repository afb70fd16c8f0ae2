#include "components/program_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/elf_program.hpp"

namespace planekeeper::kubernetes::test::program_file_test {
namespace {

using ::testing::HasSubstr;

using Elf = fakes::ElfProgram;

std::string problem(const std::string& bytes, const model::Image& image = {}, const std::string& node = "arm64") {
    return file_problem({.start = bytes, .size = bytes.size(), .architecture = node}, image).value_or("none");
}

TEST(ProgramFile, OfThisMachineIsTaken) {
    EXPECT_EQ(problem(Elf{}.bytes()), "none");
    EXPECT_EQ(problem(Elf{.type = ET_DYN}.bytes()), "none") << "position-independent";
    EXPECT_EQ(problem(Elf{.machine = EM_X86_64}.bytes(), {}, "amd64"), "none");
    EXPECT_EQ(problem(Elf{.machine = EM_386}.bytes(), {}, "amd64"), "none") << "the kernel may run it";
    EXPECT_EQ(problem(Elf{.machine = EM_MIPS}.bytes(), {}, "loong64"), "none") << "of a node that nobody knows";
}

TEST(ProgramFile, OfAnotherMachineIsNot) {
    EXPECT_EQ(problem(Elf{.machine = EM_X86_64}.bytes()), "is a program for amd64, and this node is arm64");
    EXPECT_EQ(problem(Elf{.machine = EM_386}.bytes()), "is a program for 386, and this node is arm64");
    EXPECT_EQ(problem(Elf{}.bytes(), {}, "amd64"), "is a program for arm64, and this node is amd64");
    EXPECT_EQ(problem(Elf{.machine = EM_MIPS}.bytes(), {}, "amd64"),
              "is a program for machine 8, and this node is amd64");
}

TEST(ProgramFile, ThatIsNoProgramIsNamed) {
    EXPECT_EQ(problem(""), "is empty");
    EXPECT_EQ(problem("#!/bin/sh\n"), "is a script");
    EXPECT_THAT(problem("<!DOCTYPE html><html>404"), HasSubstr("web page"));
    EXPECT_THAT(problem("<?xml version=\"1.0\"?><Error>"), HasSubstr("XML"));
    EXPECT_THAT(problem("\x1f\x8b\x08"), HasSubstr("unpacked"));
    EXPECT_THAT(problem("\xcf\xfa\xed\xfe"), HasSubstr("macOS"));
    EXPECT_THAT(problem("not found\n"), HasSubstr("no ELF header"));
    EXPECT_THAT(problem(Elf{.type = ET_CORE}.bytes()), HasSubstr("no program"));
    EXPECT_THAT(problem(Elf{.type = ET_REL}.bytes()), HasSubstr("no program"));
}

TEST(ProgramFile, ThatWasCutOffIsNotWhole) {
    const auto whole = Elf{}.bytes();
    EXPECT_THAT(problem(whole.substr(0, 999)), HasSubstr("not whole"));
    EXPECT_THAT(problem(whole.substr(0, 20)), HasSubstr("not whole"));
    EXPECT_THAT(problem(Elf{.segment_size = 110'000'000}.bytes()), HasSubstr("1000 bytes"));
}

TEST(ProgramFile, ThatNeedsAnInterpreterNeedsItInTheImage) {
    const Elf dynamic{.type = ET_DYN, .interpreter = "/lib/ld-linux-aarch64.so.1"};
    EXPECT_THAT(problem(dynamic.bytes()), HasSubstr("needs /lib/ld-linux-aarch64.so.1"));
    EXPECT_EQ(problem(dynamic.bytes(), {.base = "docker.io/library/debian:12"}), "none");
    model::Image image;
    image.extra_files = {{.source = "/lib/ld-linux-aarch64.so.1", .destination = "/lib/ld-linux-aarch64.so.1"}};
    EXPECT_EQ(problem(dynamic.bytes(), image), "none");
}

}  // namespace
}  // namespace planekeeper::kubernetes::test::program_file_test
