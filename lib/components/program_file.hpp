#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/desired_state.hpp"

// Checks the first bytes of a file that should be a program, before planekeeper builds an image with it.

namespace planekeeper::kubernetes {

/// The length of the part that is checked: the ELF header, its program headers and the name of its interpreter.
inline constexpr std::size_t looked_at_of_program = 4096;

/// A file that shall be the program of an image.
struct ProgramFile {
    std::string_view start;    ///< its first `looked_at_of_program` bytes, or all
    std::uint64_t size = 0;    ///< of the whole file; 0 with a `start`: unknown, so the end is not checked
    std::string architecture;  ///< architecture of the node, as Go names it: "arm64"
};

/// Why the file cannot run in the image of this desired state: it is no program (empty, a script, a web page, an archive),
/// belongs to another system or machine (e_machine; elf(5)), ends too early, or is linked dynamically without its
/// interpreter in the image. The end and the interpreter are checked only in 64-bit little-endian programs. The text tells
/// people what the file is and what is wanted.
[[nodiscard]] std::optional<std::string> file_problem(const ProgramFile& file, const model::Image& image);

}  // namespace planekeeper::kubernetes
