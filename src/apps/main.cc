#include <exception>
#include <iostream>

#include "apps/command_line.h"
#include "apps/commands.h"

int main(int argc, char** argv) {
  using sixscope::apps::CommandLine;
  const CommandLine line(
      {.name = "sixscope",
       .what = "sixscope measures how far IPv6 has come in a network, and says what holds it back.",
       .version = "sixscope 0.1.0"});
  line.program().footer(
      "Start with `sixscope serve`, or with a capture: `sixscope replay FILE`.\n"
      "`sixscope COMMAND --help` has examples.\n"
      "Exit codes: 0 done, 1 the answer is no or something broke on the way, 2 the command\n"
      "line is wrong, 3 the settings are wrong (every fault is listed), 4 a file is not what\n"
      "it should be, 5 something needed is not there (store, port, library, directory in use),\n"
      "70 a bug of ours.");
  int status = 0;
  sixscope::apps::add_commands(line.program(), status);
  try {
    switch (line.parse(argc, argv)) {
      case CommandLine::Parsed::ran:
        return status;
      case CommandLine::Parsed::answered:
        return sixscope::apps::kOk;
      case CommandLine::Parsed::wrong:
        return sixscope::apps::kUsage;
    }
  } catch (const std::exception& broken) {
    std::cerr << "sixscope: " << broken.what() << "\n";
  }
  return sixscope::apps::kBug;
}
