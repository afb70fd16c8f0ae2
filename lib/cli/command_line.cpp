#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "cli/completion.hpp"
#include "cli/environment.hpp"
#include "cli/help_text.hpp"
#include "spec/findings.hpp"
#include "spec/spelling.hpp"

namespace planekeeper::cli {

namespace {

constexpr const char* default_file = "/etc/planekeeper/desired-state.yaml";
constexpr const char* default_socket = "/run/planekeeper/planekeeper.sock";

/// "/mnt/" as "/mnt", "/" as "": what can be put in front of an absolute path.
std::string without_last_slash(const std::string& root) { return root.substr(0, root.find_last_not_of('/') + 1); }

/// The one word behind `render`: no artefact has a dot or a slash in its name.
bool names_a_file(std::string_view word) { return word == "-" || word.find_first_of("./") != std::string_view::npos; }

/// "90s", "10m", "1h" or plain seconds.
std::optional<std::chrono::seconds> parse_duration(const std::string& text) {
    static const std::map<char, long> units = {{'s', 1}, {'m', 60}, {'h', 3600}};
    const auto digits = text.find_first_not_of("0123456789");
    const auto number = text.substr(0, digits);
    if (number.empty() || number.size() > 6) return std::nullopt;
    if (digits == std::string::npos) return std::chrono::seconds{std::stol(number)};
    const auto unit = units.find(text[digits]);
    if (unit == units.end() || digits + 1 != text.size()) return std::nullopt;
    return std::chrono::seconds{std::stol(number) * unit->second};
}

/// The commands and options, bound to a CommandLine.
class Parser {
public:
    explicit Parser(const std::string& version) {
        program_.footer(help::program);
        program_.set_help_flag("-h,--help", "this text");
        program_.set_version_flag("--version", fmt::format("planekeeper {}", version), "version of this program");
        program_.require_subcommand(1);
        program_.get_formatter()->column_width(34);
        add_global_options();
        add_reading_commands();
        add_file_commands();
        add_other_commands();
    }

    std::expected<CommandLine, UsageText> parse(int argc, const char* const* argv) {
        if (argc < 2) return std::unexpected(UsageText{exit_error, "", program_.help()});
        try {
            program_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            std::ostringstream out;
            std::ostringstream err;
            // CLI11 numbers its errors from 100; ours are 0 and 1.
            const int code = program_.exit(error, out, err) == 0 ? exit_ok : exit_error;
            if (auto unknown = unknown_command(); code != exit_ok && !unknown.empty()) err.str(std::move(unknown));
            return std::unexpected(UsageText{code, out.str(), err.str()});
        }
        return finish();
    }

private:
    /// What to say of the word that stands where a command belongs; empty when there is none.
    [[nodiscard]] std::string unknown_command() const {
        const auto words = program_.remaining();
        if (!program_.get_subcommands().empty() || words.empty() || words.front().starts_with('-')) return {};
        std::vector<std::string> known;
        for (const auto* command : program_.get_subcommands([](const CLI::App*) { return true; })) {
            known.push_back(command->get_name());
        }
        return fmt::format("planekeeper: there is no command {}; {}\nRun with --help for more information.\n",
                           spec::quoted(words.front()), spec::suggestion(words.front(), known));
    }

    /// The file may stand behind the command, as people type it.
    void add_file(CLI::App* command) {
        command->add_option("file", positional_file_, "desired state, in place of -f")->type_name("")->excludes(file_);
    }

    void add_wait(CLI::App* command) {
        command->add_flag("--wait", line_.wait, "until the node is converged");
        command->add_option("--timeout", timeout_, "how long to wait: 90s, 10m, 1h (default 10m)")
            ->type_name("DURATION")
            ->check([](const std::string& text) {
                return parse_duration(text) ? std::string{}
                                            : fmt::format("\"{}\" is no duration such as 90s, 10m or 1h", text);
            });
    }

    void add_global_options() {
        file_ = program_.add_option("-f,--file", line_.file, fmt::format("desired state (default {})", default_file))
                    ->type_name("FILE");
        program_.add_option("--root", line_.root, "directory in front of every path of the node (default /)")
            ->type_name("DIR");
        socket_ =
            program_.add_option("--socket", line_.socket, fmt::format("of the daemon (default {})", default_socket))
                ->type_name("PATH");
    }

    CLI::App* add_command(const char* name, const char* description, const std::string& footer, Command command) {
        auto* app = program_.add_subcommand(name, description);
        app->footer(fmt::format("{}\n\n-f, --root and --socket work here too: planekeeper --help", footer));
        app->fallthrough();  // global options may stand after the command too
        app->callback([this, command] { line_.command = command; });
        return app;
    }

    void add_reading_commands() {
        auto* status = add_command("status", "What the daemon sees and does", help::status, Command::status);
        status->add_option("-o,--output", output_, "json, yaml or wide")
            ->type_name("FORMAT")
            ->check(CLI::IsMember({"json", "yaml", "wide"}));
        status->add_flag("-w,--watch", line_.watch, "keep showing it");
        status->add_option("--until", line_.until, "watch until this condition is True, then end")
            ->type_name("CONDITION");
        auto* plan =
            add_command("plan", "What would change, and whether kube-apiserver restarts", help::plan, Command::plan);
        plan->add_option("--to", line_.to, "what an upgrade to this Kubernetes version would do, by the file alone")
            ->type_name("VERSION")
            ->excludes(socket_);  // no daemon is asked
        add_file(plan);
        auto* why = add_command("why", "Where something that planekeeper writes is from", help::why, Command::why);
        why->add_option("subject", line_.subject, "a path, a mount, a name or KIND/NAME; without: a list")
            ->type_name("");
        why->add_option("--flag", line_.flag, "this flag alone")->type_name("NAME");
        why->add_option("-o,--output", output_, "json or yaml")
            ->type_name("FORMAT")
            ->check(CLI::IsMember({"json", "yaml"}));
        auto* events = add_command("events", "What the daemon did", help::events, Command::events);
        events->add_flag("--follow", line_.follow, "wait for those to come");
    }

    void add_file_commands() {
        add_file(add_command("validate", "Checks a desired-state file", help::validate, Command::validate));
        auto* render = add_command("render", "Prints what planekeeper makes of a file", help::render, Command::render);
        render->add_option("artefact", line_.artefact, "manifest, containerfile, policies, …; without: a list")
            ->type_name("");
        add_file(render);
    }

    void add_other_commands() {
        add_wait(add_command("reconcile", "Asks the daemon for a pass", help::reconcile, Command::reconcile));
        add_wait(add_command("retry", "Tries again what failed for good", help::retry, Command::retry));
        auto* init = add_command("init", "Begins a new cluster", help::init, Command::init);
        init->add_flag("--new-cluster", new_cluster_, "whatever this node or its etcd had before")->required();
        add_wait(init);
        add_command("schema", "Prints the JSON Schema of a desired-state file", help::schema, Command::schema);
        add_command("version", "Versions of program and daemon", help::version, Command::version);
        auto* completion =
            add_command("completion", "Completion script for a shell", help::completion, Command::completion);
        completion->add_option("shell", shell_, "bash")->required()->type_name("")->check(CLI::IsMember({"bash"}));
    }

    CommandLine finish() {
        static const std::map<std::string, Output> outputs = {
            {"", Output::table}, {"wide", Output::wide}, {"json", Output::json}, {"yaml", Output::yaml}};
        if (!positional_file_.empty()) line_.file = positional_file_;
        if (line_.file.empty() && names_a_file(line_.artefact)) line_.file = std::exchange(line_.artefact, {});
        line_.file_given = !line_.file.empty();
        line_.root = without_last_slash(line_.root);
        if (!line_.file_given) line_.file = line_.root + default_file;
        if (line_.socket.empty()) line_.socket = line_.root + default_socket;
        line_.output = outputs.at(output_);
        line_.watch = line_.watch || !line_.until.empty();
        if (!timeout_.empty()) line_.timeout = *parse_duration(timeout_);
        if (line_.command == Command::completion) line_.completion_script = bash_completion(program_);
        return line_;
    }

    CLI::App program_{"Keeps a Kubernetes control-plane node exactly as one file says.", "planekeeper"};
    CommandLine line_;
    CLI::Option* file_ = nullptr;
    CLI::Option* socket_ = nullptr;
    std::string positional_file_;
    std::string output_;
    std::string timeout_;
    std::string shell_;
    bool new_cluster_ = false;
};

}  // namespace

std::expected<CommandLine, UsageText> parse_command_line(int argc, const char* const* argv,
                                                         const std::string& version) {
    return Parser{version}.parse(argc, argv);
}

}  // namespace planekeeper::cli
