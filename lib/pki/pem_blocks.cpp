#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>

#include "pki/pem.hpp"

namespace planekeeper::pki {

namespace {

constexpr std::string_view begin_line = "\n-----BEGIN ";
constexpr std::string_view end_line = "\n-----END ";
constexpr std::string_view dashes = "-----";

/// Takes one line without its line end; `rest` becomes the text after the line.
std::string_view take_line(std::string_view& rest) {
    const auto newline = rest.find('\n');
    auto line = rest.substr(0, newline);
    rest = newline == std::string_view::npos ? std::string_view{} : rest.substr(newline + 1);
    return line.substr(0, line.find_last_not_of(" \t\r") + 1);
}

/// A block begins only at the start of the text or of a line.
bool skip_to_label(std::string_view& rest) {
    if (rest.starts_with(begin_line.substr(1))) {
        rest.remove_prefix(begin_line.size() - 1);
        return true;
    }
    const auto at = rest.find(begin_line);
    if (at == std::string_view::npos) return false;
    rest.remove_prefix(at + begin_line.size());
    return true;
}

std::optional<Secret> decode(std::string_view body) {
    std::string text;
    text.reserve(body.size());
    std::ranges::copy_if(body, std::back_inserter(text),
                         [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    const Secret wiped{std::move(text)};
    const auto base64 = wiped.reveal();
    if (base64.empty()) return Secret{};
    const auto padding = base64.size() - (base64.find_last_not_of('=') + 1);
    const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '+' || c == '/'; };
    if (base64.size() % 4 != 0 || padding > 2 ||
        !std::ranges::all_of(base64.substr(0, base64.size() - padding), allowed)) {
        return std::nullopt;
    }
    std::string der(base64.size() / 4 * 3, '\0');
    EVP_DecodeBlock(reinterpret_cast<unsigned char*>(der.data()), reinterpret_cast<const unsigned char*>(base64.data()),
                    static_cast<int>(base64.size()));
    der.resize(der.size() - padding);
    return Secret{std::move(der)};
}

std::optional<PemBlock> next_block(std::string_view& rest) {
    while (skip_to_label(rest)) {
        auto label = take_line(rest);
        if (!label.ends_with(dashes)) continue;
        label.remove_suffix(dashes.size());
        PemBlock block{.label = std::string{label}, .has_headers = false, .der = {}};
        for (auto next = rest; take_line(next).contains(':'); rest = next) block.has_headers = true;
        const bool is_empty = !block.has_headers && rest.starts_with(end_line.substr(1));
        const auto end = is_empty ? 0 : rest.find(end_line);
        if (end == std::string_view::npos) return std::nullopt;
        auto after = rest.substr(end + end_line.size() - (is_empty ? 1 : 0));
        if (take_line(after) != block.label + std::string{dashes}) continue;
        auto der = decode(rest.substr(0, end));
        if (!der) continue;
        block.der = std::move(*der);
        rest = after;
        return block;
    }
    return std::nullopt;
}

}  // namespace

std::vector<PemBlock> pem_blocks(std::string_view pem) {
    std::vector<PemBlock> blocks;
    while (auto block = next_block(pem)) blocks.push_back(std::move(*block));
    return blocks;
}

}  // namespace planekeeper::pki
