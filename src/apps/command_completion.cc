#include <fmt/format.h>

#include <memory>
#include <string>

#include "apps/commands.h"

namespace sixscope::apps {
namespace {

// Words that may follow each chain of sub-commands, as lines "chain:word word ...".
void collect(const CLI::App& app, const std::string& chain, std::string& out) {
  std::string words;
  for (const CLI::App* child : app.get_subcommands(nullptr)) {
    if (!child->get_group().empty()) {
      words += " " + child->get_name();
    }
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      words += " --" + name;
    }
  }
  out += fmt::format("    '{}') words='{}' ;;\n", chain, words.empty() ? "" : words.substr(1));
  for (const CLI::App* child : app.get_subcommands(nullptr)) {
    collect(*child, chain.empty() ? child->get_name() : chain + " " + child->get_name(), out);
  }
}

// One bash function serves both shells: zsh runs it through bashcompinit.
constexpr const char* kScript = R"(_sixscope() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" chain='' words='' word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$word" in -*) ;; *) chain="${{chain:+$chain }}$word" ;; esac
  done
  case "$chain" in
{}  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ ${{#COMPREPLY[@]}} -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))
}}
complete -F _sixscope sixscope
)";

}  // namespace

void add_completion(CLI::App& app, int& status) {
  CLI::App* completion = app.add_subcommand("completion", "Print a shell completion script");
  completion->footer(
      "Examples:\n"
      "  source <(sixscope completion bash)\n"
      "  sixscope completion zsh > ~/.zsh_sixscope && echo 'source ~/.zsh_sixscope' >> ~/.zshrc");
  const auto shell = std::make_shared<std::string>();
  completion->add_option("SHELL", *shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  completion->callback([&app, &status, shell] {
    std::string cases;
    collect(app, "", cases);
    if (*shell == "zsh") {
      fmt::print("autoload -U +X bashcompinit && bashcompinit\n");
    }
    fmt::print(kScript, cases);
    status = kOk;
  });
}

}  // namespace sixscope::apps
