#include "machine.hpp"

#include <sys/utsname.h>

namespace planekeeper {

std::string go_architecture() {
    utsname machine{};
    if (::uname(&machine) != 0) return "arm64";
    const std::string name = machine.machine;
    if (name == "x86_64") return "amd64";
    if (name == "aarch64") return "arm64";
    return name;
}

}  // namespace planekeeper
