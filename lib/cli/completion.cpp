#include "cli/completion.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace planekeeper::cli {

namespace {

std::string option_words(const CLI::App& app) {
    std::string words;
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames()) words += fmt::format(" --{}", name);
        for (const auto& name : option->get_snames()) words += fmt::format(" -{}", name);
    }
    return words;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
    const auto everywhere = option_words(program);
    std::string commands;
    std::string cases;
    for (const auto* command : program.get_subcommands([](const CLI::App*) { return true; })) {
        commands += fmt::format(" {}", command->get_name());
        cases +=
            fmt::format("        {}) words=\"{}{}\" ;;\n", command->get_name(), option_words(*command), everywhere);
    }
    std::string script = R"bash(# bash completion of planekeeper
_planekeeper() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= word words
    case $previous in
        -f | --file | --socket) COMPREPLY=($(compgen -f -- "$current")); return ;;
        --root) COMPREPLY=($(compgen -d -- "$current")); return ;;
        --to) COMPREPLY=(); return ;;
        -o | --output) COMPREPLY=($(compgen -W "json yaml wide" -- "$current")); return ;;
        render) [[ $current == -* ]] ||
            { COMPREPLY=($(compgen -W "$(planekeeper render 2>/dev/null)" -- "$current")); return; } ;;
        completion) COMPREPLY=($(compgen -W "bash" -- "$current")); return ;;
    esac
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case " )bash";
    script += commands;
    script += R"bash( " in *" $word "*) command=$word; break ;; esac
    done
    case $command in
)bash";
    script += cases;
    script += fmt::format("        *) words=\"{}{}\" ;;\n", commands, everywhere);
    script += R"bash(    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _planekeeper planekeeper
)bash";
    return script;
}

}  // namespace planekeeper::cli
