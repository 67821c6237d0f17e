#include <iostream>

#include <CLI/CLI.hpp>

#include "apps/commands.h"

int main(int argc, char** argv) {
  CLI::App app("sixscope measures how far IPv6 has come in a network, and says what holds it back.",
               "sixscope");
  app.footer(
      "Start with `sixscope serve`, or with a capture: `sixscope replay FILE`.\n"
      "`sixscope COMMAND --help` has examples.\n"
      "Exit codes: 0 done, 1 the answer is no or something broke on the way, 2 the command\n"
      "line is wrong, 3 the settings are wrong (every fault is listed), 4 a file is not what\n"
      "it should be, 5 something needed is not there (store, port, library, directory in use),\n"
      "70 a bug of ours.");
  app.set_version_flag("--version", "sixscope 0.1.0");
  int status = 0;
  sixscope::apps::add_commands(app, status);
  try {
    app.parse(argc, argv);
    if (app.get_subcommands().empty()) {
      std::cerr << app.help();
      return sixscope::apps::kUsage;
    }
  } catch (const CLI::ParseError& wrong) {
    const int code = app.exit(wrong);
    return code == 0 ? sixscope::apps::kOk : sixscope::apps::kUsage;
  } catch (const std::exception& broken) {
    std::cerr << "sixscope: " << broken.what() << "\n";
    return sixscope::apps::kBug;
  }
  return status;
}
