#include "cli/desired_state_source.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <istream>
#include <memory>

#include "cli/style.hpp"
#include "spec/named_files.hpp"

namespace planekeeper::cli {

namespace {

/// One byte more than a desired state may have is enough for the parser to refuse it: a huge file costs nothing.
constexpr std::size_t read_limit = spec::maximum_file_size + 1;
constexpr std::size_t widest_line = 160;

std::string read_stream(std::istream& in) {
    std::string text(read_limit, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

Result<std::string> read_file(const std::string& path) {
    const auto close = [](std::FILE* file) { std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> file{std::fopen(path.c_str(), "rbe"), close};
    if (!file) return fail(Error::from_errno(errno, "open"));
    std::string text(read_limit, '\0');
    errno = 0;
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return fail(Error::from_errno(errno, "read"));
    return text;
}

std::string_view line_at(std::string_view text, std::size_t number) {
    for (std::size_t line = 1; line < number; ++line) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

/// "  12 | spec:" and a caret below the column.
std::string excerpt(std::string_view text, const spec::Problem& problem, const Style& style) {
    const auto line = line_at(text, problem.line);
    if (problem.line == 0 || line.empty()) return {};
    const auto number = std::to_string(problem.line);
    const auto margin = fmt::format("{} | ", std::string(number.size() + 2, ' '));
    auto result = fmt::format("  {} | {}\n", number, printable(line.substr(0, widest_line)));
    if (problem.column == 0 || problem.column > widest_line) return result;
    return fmt::format("{}{}{}{}\n", result, margin, std::string(problem.column - 1, ' '),
                       style.paint(Colour::green, "^"));
}

}  // namespace

LoadedDesiredState load_desired_state(const CommandLine& line, Environment& environment) {
    LoadedDesiredState loaded;
    const bool from_stdin = line.file == "-";
    loaded.name = from_stdin ? "<stdin>" : line.file;
    auto text = from_stdin ? Result<std::string>{read_stream(environment.in)} : read_file(line.file);
    if (!text) {
        spec::Problem problem;
        problem.file = loaded.name;
        problem.message = text.error().text();
        loaded.parsed.problems.push_back(std::move(problem));
        return loaded;
    }
    loaded.text = std::move(*text);
    loaded.parsed = spec::parse(loaded.text, loaded.name, spec::Environment{.architecture = environment.architecture});
    return loaded;
}

std::vector<LoadedDesiredState> judge_named_files(const model::DesiredState& state, const std::string& root) {
    std::vector<LoadedDesiredState> judged;
    for (auto& file : spec::judged_files(state)) {
        file.path = root + file.path;
        auto text = read_file(file.path);
        if (!text && text.error().kind() == ErrorKind::not_found) continue;
        LoadedDesiredState one{.name = file.path, .text = text.value_or(std::string{}), .parsed = {}};
        if (text) {
            one.parsed.problems = spec::judge_named_file(file, one.text, state.version);
        } else {
            one.parsed.problems.push_back({.file = file.path, .path = {}, .message = text.error().text(), .hint = {}});
        }
        judged.push_back(std::move(one));
    }
    return judged;
}

LoadedDesiredState at_version(const LoadedDesiredState& loaded, const model::KubernetesVersion& version,
                              const Environment& environment) {
    LoadedDesiredState other{.name = loaded.name, .text = loaded.text, .parsed = {}};
    other.parsed = spec::parse(other.text, other.name,
                               spec::Environment{.architecture = environment.architecture, .version = version});
    return other;
}

std::string problems_text(const LoadedDesiredState& loaded, const Style& style) {
    std::string text;
    for (const auto& problem : loaded.parsed.problems) {
        text += fmt::format("{}\n", style.paint(Colour::bold, printable(problem.text())));
        text += excerpt(loaded.text, problem, style);
    }
    return text;
}

}  // namespace planekeeper::cli
