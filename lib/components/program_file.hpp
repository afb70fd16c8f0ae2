#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/desired_state.hpp"

// What the first bytes of a file say of the program that it should be, before anything is made of it.

namespace planekeeper::kubernetes {

/// So much of a program is looked at: the ELF header, its program headers and the name of its interpreter.
inline constexpr std::size_t looked_at_of_program = 4096;

/// A file that shall be the kube-apiserver of an image.
struct ProgramFile {
    std::string_view start;    ///< its first `looked_at_of_program` bytes, or all
    std::uint64_t size = 0;    ///< of the whole file; 0 with a `start`: not known, so that its end is not looked for
    std::string architecture;  ///< of the node, Go's name: "arm64"
};

/// Why it cannot run in the image of this desired state: no program (empty, a script, a web page, an archive), one of
/// another system or machine (ELF class, byte order, e_machine; elf(5)), one that ends too early, or one that is linked
/// dynamically while the image has no interpreter for it. For people: what it is, and what is wanted.
[[nodiscard]] std::optional<std::string> file_problem(const ProgramFile& file, const model::Image& image);

}  // namespace planekeeper::kubernetes
