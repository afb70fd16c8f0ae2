// Prints the bash completion of planekeeper. See rules.
#include <iostream>

#include "cli/command_line.hpp"

int main() {
    const char* const words[] = {"planekeeper", "completion", "bash"};
    const auto line = planekeeper::cli::parse_command_line(3, words, "");
    if (!line) return 1;
    std::cout << line->completion_script;
    return 0;
}
