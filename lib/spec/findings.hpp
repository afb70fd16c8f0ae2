#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spec/desired_state_file.hpp"

namespace planekeeper::spec {

/// More than this many problems help nobody and would fill status and journal.
inline constexpr std::size_t maximum_problems = 100;

/// The results of reading one file: the place of each field, and all problems.
class Findings {
public:
    explicit Findings(std::string file) : file_(std::move(file)) {}

    void add(Mark mark, std::string path, std::string message, std::string hint = {});
    /// Reports a problem at the place of a field, or of the nearest enclosing field in the file.
    void add_at(const std::string& path, std::string message, std::string hint = {});

    void note_place(const std::string& path, Mark mark) { places_.insert_or_assign(path, mark); }
    /// True when the file itself has the field (and no default filled it in).
    [[nodiscard]] bool has(const std::string& path) const { return places_.contains(path); }
    /// The place of a field, or of the nearest enclosing field in the file.
    [[nodiscard]] Mark place(const std::string& path) const;
    /// True when something is wrong with the field or below it.
    [[nodiscard]] bool wrong(std::string_view path) const;

    [[nodiscard]] bool any() const { return !problems_.empty(); }
    /// True when a further problem is only counted: nobody would read a suggestion for it.
    [[nodiscard]] bool full() const { return problems_.size() >= maximum_problems; }
    /// The problems in the order of the file: at most maximum_problems, and one more that counts the rest.
    [[nodiscard]] std::vector<Problem> take();
    [[nodiscard]] Places take_places() { return {std::move(file_), std::move(places_)}; }

private:
    std::string file_;
    std::map<std::string, Mark> places_;
    std::vector<Problem> problems_;
    std::size_t left_out_ = 0;
};

/// A value of the user for a message: in quotes, control characters escaped, long text cut.
/// This is an object and no function, because argument-dependent lookup would prefer std::quoted for a std::string.
struct Quoting {
    [[nodiscard]] std::string operator()(std::string_view value) const;
};
inline constexpr Quoting quoted;

/// A key as part of a path: unchanged, or quoted when the plain key would make the path ambiguous.
[[nodiscard]] std::string path_part(std::string_view key);

}  // namespace planekeeper::spec
