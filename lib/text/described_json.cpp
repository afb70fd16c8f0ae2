#include "text/described_json.hpp"

#include "base/ascii.hpp"

namespace planekeeper::text {

std::string camel_case(std::string_view name) {
    std::string out;
    bool capital = false;
    for (const char c : name) {
        if (c == '_') {
            capital = true;
            continue;
        }
        out += capital && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
        capital = false;
    }
    return out;
}

}  // namespace planekeeper::text
