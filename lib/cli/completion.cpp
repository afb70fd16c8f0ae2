#include "cli/completion.hpp"

#include <CLI/CLI.hpp>

namespace planekeeper::cli {

namespace {

std::string option_words(const CLI::App& app) {
    std::string words;
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames()) words += " --" + name;
        for (const auto& name : option->get_snames()) words += " -" + name;
    }
    return words;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
    const auto everywhere = option_words(program);
    std::string commands;
    std::string cases;
    for (const auto* command : program.get_subcommands([](const CLI::App*) { return true; })) {
        commands += " " + command->get_name();
        cases += "        " + command->get_name() + ") words=\"" + option_words(*command) + everywhere + "\" ;;\n";
    }
    return R"bash(# bash completion of planekeeper
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
        case " )bash" +
           commands + R"bash( " in *" $word "*) command=$word; break ;; esac
    done
    case $command in
)bash" + cases +
           R"bash(        *) words=")bash" + commands + everywhere + R"bash(" ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _planekeeper planekeeper
)bash";
}

}  // namespace planekeeper::cli
