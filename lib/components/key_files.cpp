#include "components/key_files.hpp"

#include <fmt/format.h>

namespace planekeeper::kubernetes {

std::string pki_file(const model::DesiredState& desired, PkiFile file) {
    return fmt::format("{}/{}", desired.pki.directory, name_of(file));
}

}  // namespace planekeeper::kubernetes
