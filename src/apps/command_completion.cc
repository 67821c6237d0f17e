#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "apps/commands.h"
#include "apps/options.h"

namespace sixscope::apps {
namespace {

/// What the script asks of each chain of sub-commands, as branches of `case` in shell.
struct Branches {
  std::string chains;  ///< 'query') words='--by ...' free=...;;
  std::string values;  ///< 'query --by') words='region ...' how=list;;
};

// What was told of an option; else its name may say that it is a file.
std::optional<Suggestion> completion_of(Option option) {
  constexpr std::array<std::string_view, 5> kFiles = {"FILE", "config", "data", "path", "socket"};
  const std::string name = option.name();
  const bool file = std::ranges::find(kFiles, name) != kFiles.end();
  const auto told = option.suggestion();
  return told || !file ? told : Suggestion{Suggested::file, ""};
}

// How the words of an option are completed; "free": nobody knows them.
void add_value(const std::string& name, Option option, Branches& out) {
  constexpr std::array<std::string_view, 3> kHow = {"words", "list", "file"};
  const auto suggested = completion_of(option);
  out.values += fmt::format("    '{}') how={} words='{}' ;;\n", name,
                            suggested ? kHow.at(static_cast<std::size_t>(suggested->what)) : "free",
                            suggested ? suggested->words : "");
}

void collect(Command app, const std::string& chain, Branches& out) {
  std::string words;
  bool files = false;
  for (const Command child : app.subcommands()) {
    words += " " + child.name();
  }
  for (const Option option : app.options()) {
    const bool takes_value = option.takes_value();
    for (const std::string& name : option.long_names()) {
      words += " --" + name;
      if (takes_value) {
        add_value(chain + " --" + name, option, out);
      }
    }
    for (const std::string& name : option.short_names()) {
      if (takes_value) {
        add_value(chain + " -" + name, option, out);
      }
    }
    if (const auto suggested = completion_of(option); option.is_positional() && suggested) {
      files = files || suggested->what == Suggested::file;
      words += " " + suggested->words;
    }
  }
  out.chains += fmt::format("    '{}') how={} words='{}' ;;\n", chain, files ? "both" : "words",
                            words.substr(words.find_first_not_of(' ')));
  for (const Command child : app.subcommands()) {
    collect(child, chain.empty() ? child.name() : chain + " " + child.name(), out);
  }
}

// One function serves both shells: zsh runs it through bashcompinit. bash hands `--format=csv` over
// as three words, zsh as one.
constexpr const char* kScript = R"(_sixscope_chain() {{
  case "$1" in
{0}    *) return 1 ;;
  esac
}}
_sixscope_value() {{
  case "$1" in
{1}    *) return 1 ;;
  esac
}}
_sixscope() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" chain='' option='' before='' how words word
  for word in "${{COMP_WORDS[@]:1:$((COMP_CWORD - 1))}}"; do
    if [ "$word" = '=' ]; then
      continue
    elif [ -n "$option" ]; then
      option=''
    elif _sixscope_value "$chain $word"; then
      option="$word"
    elif _sixscope_chain "${{chain:+$chain }}$word"; then
      chain="${{chain:+$chain }}$word"
    fi
  done
  case "$current" in
    =) current='' ;;
    --*=*) option="${{current%%=*}}" before="${{current%%=*}}=" current="${{current#*=}}" ;;
  esac
  how='' words=''
  if [ -n "$option" ]; then
    _sixscope_value "$chain $option"
  else
    _sixscope_chain "$chain"
  fi
  if [ "$how" = list ]; then
    case "$current" in *,*) before="$before${{current%,*}}," current="${{current##*,}}" ;; esac
    compopt -o nospace 2> /dev/null
  fi
  COMPREPLY=()
  for word in $words; do
    case "$word" in "$current"*) COMPREPLY+=("$before$word") ;; esac
  done
  case "$how,${{#COMPREPLY[@]}}" in
    file,0 | both,0)
      local IFS=$'\n'
      COMPREPLY=($(compgen -P "$before" -f -- "$current"))
      compopt -o filenames 2> /dev/null
      ;;
  esac
}}
complete -F _sixscope sixscope
)";

}  // namespace

void add_completion(Command app, int& status) {
  const Command completion = app.add_subcommand("completion", "Print a shell completion script");
  completion.footer(
      "Examples:\n"
      "  source <(sixscope completion bash)\n"
      "  sixscope completion zsh > ~/.zsh_sixscope && echo 'source ~/.zsh_sixscope' >> ~/.zshrc");
  const auto shell = std::make_shared<std::string>();
  completion.add_option("SHELL", *shell, "bash or zsh").required().only({"bash", "zsh"});
  completion.callback([app, &status, shell] {
    Branches branches;
    collect(app, "", branches);
    if (*shell == "zsh") {
      fmt::print("autoload -U +X bashcompinit && bashcompinit\n");
    }
    fmt::print(fmt::runtime(kScript), branches.chains, branches.values);
    status = kOk;
  });
}

}  // namespace sixscope::apps
