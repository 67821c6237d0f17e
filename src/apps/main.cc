#include <iostream>

#include <CLI/CLI.hpp>

#include "apps/commands.h"

int main(int argc, char** argv) {
  CLI::App app("sixscope measures how far IPv6 has come in a network, and says what holds it back.",
               "sixscope");
  app.require_subcommand(1);
  app.set_version_flag("--version", "sixscope 0.1.0");
  int status = 0;
  sixscope::apps::add_commands(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    const int code = app.exit(wrong);
    return code == 0 ? 0 : 2;
  } catch (const std::exception& broken) {
    std::cerr << "sixscope: " << broken.what() << "\n";
    return 70;
  }
  return status;
}
