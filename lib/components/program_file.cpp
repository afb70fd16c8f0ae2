#include "components/program_file.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <vector>

namespace planekeeper::kubernetes {

namespace {

struct KnownStart {
    std::string_view start;
    std::string_view what;
};
/// Kinds of files in a program's place, recognised by their first bytes.
constexpr std::array known_starts{
    KnownStart{"#!", "a script"},
    KnownStart{"<!", "a web page, as a server sends in place of a file that it does not have"},
    KnownStart{"<html", "a web page, as a server sends in place of a file that it does not have"},
    KnownStart{"<?xml", "an answer in XML, as a server sends in place of a file that it does not have"},
    KnownStart{"{", "an answer in JSON, as a server sends in place of a file that it does not have"},
    KnownStart{"\x1f\x8b", "an archive (gzip); it has to be unpacked"},
    KnownStart{"PK\x03\x04", "an archive (zip); it has to be unpacked"},
    KnownStart{"\xfd"
               "7zXZ",
               "an archive (xz); it has to be unpacked"},
    KnownStart{"\xcf\xfa\xed\xfe", "a program for macOS"},
    KnownStart{"MZ", "a program for Windows"},
    KnownStart{"version https://git-lfs", "a pointer of Git LFS, not the file itself"},
};

struct KnownMachine {
    std::uint16_t machine;
    std::string_view name;  ///< Go's
    std::string_view runs_on;
    std::string_view runs_on_too;
};
/// A 64-bit kernel may run programs of its 32-bit predecessor; only a start shows whether this kernel does.
constexpr std::array known_machines{
    KnownMachine{EM_X86_64, "amd64", "amd64", ""},    KnownMachine{EM_AARCH64, "arm64", "arm64", ""},
    KnownMachine{EM_386, "386", "386", "amd64"},      KnownMachine{EM_ARM, "arm", "arm", "arm64"},
    KnownMachine{EM_RISCV, "riscv64", "riscv64", ""}, KnownMachine{EM_PPC64, "ppc64le", "ppc64le", ""},
    KnownMachine{EM_S390, "s390x", "s390x", ""},
};

template <class T>
std::optional<T> read_at(std::string_view bytes, std::uint64_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

std::string no_program(const ProgramFile& file) {
    if (file.start.empty()) return "is empty";
    for (const auto& known : known_starts) {
        if (file.start.starts_with(known.start)) return fmt::format("is {}", known.what);
    }
    return "is no program for Linux (no ELF header)";
}

std::optional<std::string> machine_problem(std::uint16_t machine, const std::string& architecture) {
    const bool known_node =
        std::ranges::find(known_machines, architecture, &KnownMachine::name) != known_machines.end();
    if (!known_node) return std::nullopt;
    const auto it = std::ranges::find(known_machines, machine, &KnownMachine::machine);
    if (it != known_machines.end() && (it->runs_on == architecture || it->runs_on_too == architecture)) {
        return std::nullopt;
    }
    const auto name = it == known_machines.end() ? fmt::format("machine {}", machine) : std::string{it->name};
    return fmt::format("is a program for {}, and this node is {}", name, architecture);
}

std::vector<Elf64_Phdr> program_headers(std::string_view start, const Elf64_Ehdr& header) {
    std::vector<Elf64_Phdr> headers;
    for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
        const auto one = read_at<Elf64_Phdr>(start, header.e_phoff + i * sizeof(Elf64_Phdr));
        if (!one) break;
        headers.push_back(*one);
    }
    return headers;
}

/// A download that was cut off keeps its beginning.
bool ends_too_early(const ProgramFile& file, const Elf64_Ehdr& header, std::span<const Elf64_Phdr> segments) {
    if (file.size == 0) return false;
    const auto sections = header.e_shoff == 0 ? 0 : header.e_shoff + std::uint64_t{header.e_shnum} * header.e_shentsize;
    return sections > file.size || std::ranges::any_of(segments, [&](const Elf64_Phdr& segment) {
               return segment.p_type == PT_LOAD && segment.p_offset + segment.p_filesz > file.size;
           });
}

/// The program that loads a dynamically linked one ("/lib/ld-linux-aarch64.so.1"); empty: the program needs none.
std::string interpreter(std::string_view start, std::span<const Elf64_Phdr> segments) {
    const auto it = std::ranges::find(segments, static_cast<std::uint32_t>(PT_INTERP), &Elf64_Phdr::p_type);
    if (it == segments.end()) return {};
    if (it->p_offset >= start.size()) return "an interpreter";
    const auto name = start.substr(it->p_offset, it->p_filesz);
    return std::string{name.substr(0, name.find('\0'))};
}

bool image_has(const model::Image& image, const std::string& path) {
    return image.base != "scratch" ||
           std::ranges::find(image.extra_files, path, &model::ExtraFile::destination) != image.extra_files.end();
}

}  // namespace

std::optional<std::string> file_problem(const ProgramFile& file, const model::Image& image) {
    const auto& start = file.start;
    if (!start.starts_with(ELFMAG)) return no_program(file);
    const auto header = read_at<Elf64_Ehdr>(start, 0);
    if (!header) return "ends within its header: it is not whole";
    // e_type and e_machine lie at the same place in programs of 32 bits.
    if (auto problem = machine_problem(header->e_machine, file.architecture)) return problem;
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN) return "is an ELF file, but no program";
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) return std::nullopt;
    const auto segments = program_headers(start, *header);
    if (header->e_phnum == 0) return "is an ELF file, but no program";
    if (ends_too_early(file, *header, segments)) {
        return fmt::format("is not whole: its header speaks of more than its {} bytes", file.size);
    }
    const auto loader = interpreter(start, segments);
    if (!loader.empty() && !image_has(image, loader)) {
        return fmt::format(
            "is linked dynamically and needs {}, which an image from scratch does not have; take a static one, or set "
            "spec.image.base or extraFiles",
            loader);
    }
    return std::nullopt;
}

}  // namespace planekeeper::kubernetes
