#include "failures/masked_text.hpp"

#include <utility>

#include "base/digest.hpp"

namespace planekeeper::kubernetes {

Secret unmasked(std::string_view masked_text, const Secret& secret) {
    const auto at = masked_text.find(mask);
    Secret encoded{base64(secret.reveal())};
    std::string text;
    text.reserve(masked_text.size() + encoded.reveal().size());  // one allocation: growing would leave a copy behind
    text.append(masked_text.substr(0, at));
    text.append(encoded.reveal());
    text.append(masked_text.substr(at + mask.size()));
    return Secret{std::move(text)};
}

}  // namespace planekeeper::kubernetes
