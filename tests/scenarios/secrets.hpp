#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/digest.hpp"

namespace planekeeper::scenarios {

/// Every secret of a run, in every form in which it might appear.
class Secrets {
public:
    /// A shorter word says nothing: it appears by chance.
    static constexpr std::size_t shortest = 8;

    void add_word(const std::string& name, const std::string& word) {
        if (word.size() >= shortest) names_[word] = name;
    }

    /// Adds the private keys of a text and the values of secret fields of a configuration.
    void add_text(const std::string& name, const std::string& text) {
        add_private_keys(name, text);
        for (const std::string field : {"secret: ", "client-key-data: "}) {
            for (auto at = text.find(field); at != std::string::npos; at = text.find(field, at + 1)) {
                const auto begin = at + field.size();
                auto value = text.substr(begin, text.find('\n', begin) - begin);
                std::erase(value, '"');
                const auto bytes = decoded_base64(value).value_or("");
                if (field == "secret: ") add_word(name + " " + field, value);
                if (field == "secret: ") add_word(name + " raw", bytes);
                add_private_keys(name + " " + field, bytes);
            }
        }
    }

    [[nodiscard]] std::size_t count() const { return names_.size(); }
    [[nodiscard]] std::vector<std::string> in(const std::string& text) const {
        std::vector<std::string> found;
        for (const auto& [word, name] : names_) {
            if (text.contains(word)) found.push_back(name);
        }
        return found;
    }

private:
    void add_private_keys(const std::string& name, const std::string& text) {
        const std::string head = "PRIVATE KEY-----\n";
        for (auto at = text.find(head); at != std::string::npos; at = text.find(head, at + 1)) {
            const auto begin = text.rfind("-----BEGIN", at);
            if (begin == std::string::npos || text.substr(begin, at - begin).contains('\n')) continue;
            const auto body = at + head.size();
            const auto end = text.find("-----END", body);
            std::istringstream lines(text.substr(body, end - body));
            for (std::string line; std::getline(lines, line);) {
                // The first line of a key begins like that of every key of its kind.
                if (line.size() > 30) add_word(name + " in PEM", line.substr(line.size() - 24));
            }
            const auto encoded = base64(text.substr(begin, end - begin));
            add_word(name + " in base64", encoded.substr(encoded.size() / 2, 40));
        }
    }

    std::map<std::string, std::string> names_;  ///< by the text that must not appear
};

}  // namespace planekeeper::scenarios
