#include "model/desired_state.hpp"

#include <charconv>

namespace planekeeper::model {

std::string to_string(const KubernetesVersion& version) {
    return "v" + std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
           std::to_string(version.patch);
}

std::optional<KubernetesVersion> version_from(std::string_view text) {
    KubernetesVersion version;
    char before = 'v';
    for (int* const part : {&version.major, &version.minor, &version.patch}) {
        const bool digit_follows = text.size() > 1 && text[0] == before && text[1] >= '0' && text[1] <= '9';
        if (!digit_follows) return std::nullopt;
        text.remove_prefix(1);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *part);
        if (error != std::errc{}) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        before = '.';
    }
    if (!text.empty() && text[0] != '+' && text[0] != '-') return std::nullopt;
    return version;
}

}  // namespace planekeeper::model
