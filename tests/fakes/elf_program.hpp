#pragma once

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace planekeeper::fakes {

/// The bytes of a 64-bit program with one segment, and with an interpreter if one is given.
struct ElfProgram {
    std::uint16_t machine = EM_AARCH64;
    std::uint16_t type = ET_EXEC;
    std::string interpreter;
    std::uint64_t segment_size = 1000;
    std::string words;  ///< at the end of the file: they make two programs differ

    [[nodiscard]] std::string bytes() const {
        Elf64_Ehdr header{};
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_type = type;
        header.e_machine = machine;
        header.e_phoff = sizeof(Elf64_Ehdr);
        header.e_phnum = interpreter.empty() ? 1 : 2;
        header.e_phentsize = sizeof(Elf64_Phdr);
        Elf64_Phdr load{};
        load.p_type = PT_LOAD;
        load.p_filesz = segment_size;
        Elf64_Phdr name{};
        name.p_type = PT_INTERP;
        name.p_offset = sizeof(Elf64_Ehdr) + 2 * sizeof(Elf64_Phdr);
        name.p_filesz = interpreter.size() + 1;
        std::string text(reinterpret_cast<const char*>(&header), sizeof(header));
        text.append(reinterpret_cast<const char*>(&load), sizeof(load));
        text.append(reinterpret_cast<const char*>(&name), sizeof(name));
        text += interpreter;
        text.resize(1000, '\0');
        return text + words;
    }
};

}  // namespace planekeeper::fakes
