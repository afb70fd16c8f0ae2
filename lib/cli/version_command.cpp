#include <ostream>

#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/style.hpp"

namespace planekeeper::cli {

int show_version(const CommandLine& line, Environment& environment) {
    environment.out << "planekeeper  " << environment.version << "\n";
    const auto client = environment.connect(line.socket);
    const auto snapshot = ask_snapshot(*client);
    // Not reachable is an answer too: the version of this program is what was asked for first.
    environment.out << "planekeeperd " << (snapshot ? printable(snapshot->version) : "not reachable") << "\n";
    return exit_ok;
}

}  // namespace planekeeper::cli
