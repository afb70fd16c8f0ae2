#include "failures/masked_text.hpp"

#include <utility>
#include <vector>

#include "base/digest.hpp"

namespace planekeeper::kubernetes {

Secret unmasked(std::string_view masked_text, std::span<const std::reference_wrapper<const Secret>> secrets) {
    std::vector<Secret> all_encoded;
    std::size_t size = masked_text.size();
    for (const Secret& secret : secrets) size += all_encoded.emplace_back(base64(secret.reveal())).reveal().size();
    std::string text;
    text.reserve(size);  // one allocation: growing would leave a copy behind
    for (const auto& encoded : all_encoded) {
        const auto at = masked_text.find(mask);
        text.append(masked_text.substr(0, at));
        text.append(encoded.reveal());
        masked_text.remove_prefix(at + mask.size());
    }
    text.append(masked_text);
    return Secret{std::move(text)};
}

}  // namespace planekeeper::kubernetes
