#include "machine.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdlib>

namespace planekeeper {

std::string go_architecture() {
    utsname machine{};
    if (::uname(&machine) != 0) return "arm64";
    std::string name = machine.machine;
    if (name == "x86_64") return "amd64";
    if (name == "aarch64") return "arm64";
    return name;
}

std::vector<std::string> proxy_environment() {
    std::vector<std::string> found;
    for (const char* name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
        if (const char* value = std::getenv(name)) found.push_back(fmt::format("{}={}", name, value));
    }
    return found;
}

}  // namespace planekeeper
