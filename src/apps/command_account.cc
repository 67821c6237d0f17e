#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/sign_in.h"
#include "apps/commands.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/registry_import.h"
#include "apps/say.h"
#include "apps/secrets.h"
#include "apps/text_table.h"
#include "base/clock.h"
#include "net/prefix.h"
#include "registry/account_store.h"
#include "registry/check_value.h"
#include "registry/object_lookup.h"

namespace sixscope::apps {
namespace {

using registry::Account;
using registry::AccountStore;
using registry::Token;

/// Bytes of a token's identifier: it only tells tokens apart.
constexpr std::size_t kTokenIdBytes = 4;
constexpr std::size_t kRegionDigits = 6;

struct Arguments {
  std::string id;
  std::optional<std::string> title;
  std::optional<std::vector<std::string>> regions;
  std::optional<std::vector<std::string>> owners;
  std::optional<bool> all;
  std::optional<bool> write;
  std::optional<bool> sensitive;
  std::optional<bool> disabled;
  std::string ends;
  std::vector<std::string> networks;
  bool read_only = false;
  std::string note;
  std::string settings;
  std::string format = "table";
};

int say(const Error& error) {
  return wrong(error.code == Errc::unavailable ? kUnavailable
               : error.code == Errc::malformed ? kUsage
                                               : kFailed,
               describe(error));
}

std::variant<Registry, int> open(const Arguments& arguments) {
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    return kBadSettings;
  }
  auto opened = open_registry(*settings);
  if (!opened) {
    return say(opened.error());
  }
  return *std::move(opened);
}

// "none" empties a list.
std::vector<std::string> list_of(const std::vector<std::string>& given) {
  return given == std::vector<std::string>{"none"} ? std::vector<std::string>() : given;
}

std::optional<std::string> wrong_region(const std::vector<std::string>& regions) {
  const auto found = std::ranges::find_if(regions, [](const std::string& code) {
    return code.size() != kRegionDigits ||
           !std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
  });
  return found == regions.end() ? std::nullopt : std::optional(*found);
}

// What the options say, over what the account has; the exit code where they are wrong.
std::optional<int> apply(const Arguments& arguments, Account& account) {
  account.title = arguments.title.value_or(account.title);
  account.all = arguments.all.value_or(account.all);
  account.may_write = arguments.write.value_or(account.may_write);
  account.sees_sensitive = arguments.sensitive.value_or(account.sees_sensitive);
  account.disabled = arguments.disabled.value_or(account.disabled);
  account.regions = list_of(arguments.regions.value_or(account.regions));
  account.owners = list_of(arguments.owners.value_or(account.owners));
  if (const auto code = wrong_region(account.regions)) {
    return wrong(kUsage, fmt::format("--region {}: a code of GB/T 2260 has six digits: 440000, or "
                                     "`none`",
                                     *code));
  }
  if (!account.all && account.regions.empty()) {
    fmt::print(stderr, "note: {} sees only what has no region; give --all or --region 440000\n",
               account.id);
  }
  return std::nullopt;
}

// Whether there is a code or an object of that key under one of these names: code lists are called
// as the kinds that add to them.
bool is_known(const Registry& registry, std::initializer_list<const char*> names,
              const std::string& key) {
  const registry::Scope scope = registry::Scope::everything(who_runs());
  registry::PresentKeys keys(*registry.store, scope);
  return std::ranges::any_of(names, [&](const char* name) {
    registry::Field field;
    field.type = registry::FieldType::code;
    field.codes = name;
    const bool is_listed = registry.kinds->list(name) != nullptr &&
                           !registry::check_value(field, *registry.kinds, key).is_refused();
    return is_listed || (registry.kinds->kind(name) != nullptr && keys.exists(name, key));
  });
}

// A mistyped region or owner makes an account that sees nothing, and may be meant: it is said.
void warn_of_unknown(const Account& account, const Registry& registry) {
  for (const std::string& region : account.regions) {
    if (!is_known(registry, {"region"}, region)) {
      fmt::print(stderr,
                 "note: {}: no region has this code; `sixscope registry show region` and "
                 "GB/T 2260 list them\n",
                 region);
    }
  }
  for (const std::string& owner : account.owners) {
    if (!is_known(registry, {"operator", "organisation"}, owner)) {
      fmt::print(stderr,
                 "note: {}: no operator or organisation has this key; `sixscope registry "
                 "show organisation` lists them\n",
                 owner);
    }
  }
}

int make_account(const Arguments& arguments) {
  auto opened = open(arguments);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  Account account{.id = arguments.id, .made = SystemClock().now()};
  if (const auto status = apply(arguments, account)) {
    return *status;
  }
  const auto& registry = std::get<Registry>(opened);
  const auto done = registry.accounts->add(account);
  if (done) {
    warn_of_unknown(account, registry);
  }
  return done ? kOk : say(done.error());
}

int change_account(const Arguments& arguments) {
  auto opened = open(arguments);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  AccountStore& accounts = *std::get<Registry>(opened).accounts;
  auto account = accounts.account(arguments.id);
  if (!account) {
    return say(account.error());
  }
  if (const auto status = apply(arguments, *account)) {
    return *status;
  }
  const auto done = accounts.change(*account);
  if (done) {
    warn_of_unknown(*account, std::get<Registry>(opened));
  }
  return done ? kOk : say(done.error());
}

std::string yes(bool truth) { return truth ? "yes" : ""; }

int list_tokens(const AccountStore& accounts, const Arguments& arguments) {
  if (const auto known = accounts.account(arguments.id); !known) {
    return say(known.error());
  }
  const auto tokens = accounts.tokens(arguments.id);
  if (!tokens) {
    return say(tokens.error());
  }
  std::vector<std::vector<Value>> rows;
  for (const Token& token : *tokens) {
    rows.push_back({token.id, token.note, time_text(token.made),
                    token.ends ? time_text(*token.ends) : "never",
                    fmt::format("{}", fmt::join(token.networks, ", ")), yes(token.read_only),
                    token.last_used ? time_text(*token.last_used).substr(0, 10) : "never"});
  }
  print_listed({"token", "note", "made", "ends", "networks", "read_only", "last_used"}, rows,
               arguments.format);
  return kOk;
}

int list_accounts(const Arguments& arguments) {
  auto opened = open(arguments);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  const AccountStore& store = *std::get<Registry>(opened).accounts;
  if (!arguments.id.empty()) {
    return list_tokens(store, arguments);
  }
  const auto accounts = store.accounts();
  if (!accounts) {
    return say(accounts.error());
  }
  std::vector<std::vector<Value>> rows;
  for (const Account& account : *accounts) {
    rows.push_back({account.id, account.title,
                    account.all ? "all" : fmt::format("{}", fmt::join(account.regions, ", ")),
                    fmt::format("{}", fmt::join(account.owners, ", ")), yes(account.may_write),
                    yes(account.sees_sensitive), yes(account.disabled)});
  }
  print_listed({"account", "title", "regions", "owners", "writes", "sees_sensitive", "disabled"},
               rows, arguments.format);
  return kOk;
}

// The token of the options, its identifier not yet; the exit code where they are wrong.
std::variant<Token, int> token_of(const Arguments& arguments, Instant now) {
  Token token{.id = {}, .account = arguments.id, .note = arguments.note, .made = now};
  token.read_only = arguments.read_only;
  for (const std::string& network : arguments.networks) {
    const auto prefix = net::Prefix::parse(network);
    if (!prefix) {
      return wrong(kUsage, fmt::format("--network {}: {}", network, describe(prefix.error())));
    }
    token.networks.push_back(prefix->to_string());
  }
  if (!arguments.ends.empty()) {
    const auto day = day_of(arguments.ends);
    if (!day || end_of(*day) <= now) {
      return wrong(kUsage, "--ends: a day that is not over is wanted: 2027-06-30");
    }
    token.ends = end_of(*day);
  }
  return token;
}

int make_account_token(const Arguments& arguments) {
  auto made = token_of(arguments, SystemClock().now());
  if (const int* status = std::get_if<int>(&made)) {
    return *status;
  }
  auto opened = open(arguments);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  const api::Secrets secrets = system_secrets();
  const auto id = secrets.random(kTokenIdBytes);
  const auto text = api::make_token(secrets);
  if (!id || !text) {
    return say(id ? text.error() : id.error());
  }
  Token& token = std::get<Token>(made);
  token.id = api::hexadecimal(*id);
  const auto kept = std::get<Registry>(opened).accounts->add_token(token, secrets.sha256(*text));
  if (!kept) {
    return say(kept.error());
  }
  fmt::print("{}\n", *text);
  fmt::print(stderr, "token {} of {}; it is shown this once and kept nowhere\n", token.id,
             token.account);
  return kOk;
}

int revoke_token(const Arguments& arguments) {
  auto opened = open(arguments);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  const auto done = std::get<Registry>(opened).accounts->revoke(arguments.id);
  return done ? kOk : say(done.error());
}

int remove_account(const Arguments& arguments) {
  auto opened = open(arguments);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  const auto done = std::get<Registry>(opened).accounts->remove(arguments.id);
  return done ? kOk : say(done.error());
}

Command add(Command app, int& status, const char* name, const char* what,
            const std::shared_ptr<Arguments>& arguments, int (*run)(const Arguments&)) {
  const Command command = app.add_subcommand(name, what);
  add_settings_file(command, arguments->settings);
  command.callback([&status, arguments, run] { status = run(*arguments); });
  return command;
}

void add_rights(Command command, Arguments& arguments) {
  command.add_option("--title", arguments.title, "What people call it");
  command
      .add_option("--region", arguments.regions,
                  "Regions it sees, and all below: 440000,450000; none: no region")
      .delimiter(',')
      .one_word_each();
  command
      .add_option("--owner", arguments.owners,
                  "Operators and organisations it sees: china_mobile; none: everybody's of its "
                  "regions")
      .delimiter(',')
      .one_word_each();
  command.add_flag("--all,!--not-all", arguments.all, "Every region and owner");
  command.add_flag("--write,!--no-write", arguments.write, "It may change what it sees");
  command.add_flag("--sensitive,!--no-sensitive", arguments.sensitive,
                   "It sees sensitive fields: addresses of devices, contacts");
}

}  // namespace

void add_account(Command app, int& status) {
  const Command all =
      app.add_subcommand("account", "Who may use the registry of a server, and tokens");
  all.require_subcommand();
  all.footer(
      "As long as there is no account, a server that listens on loopback alone takes who asks "
      "from\n"
      "there for `local`, who may do everything.\n"
      "Examples:\n"
      "  sixscope account add admin --all --write --sensitive\n"
      "  sixscope account add gd-mobile --region 440000 --owner china_mobile --write\n"
      "  sixscope account token gd-mobile --ends 2027-06-30 --network 192.0.2.0/24\n"
      "  sixscope account list gd-mobile                      its tokens\n"
      "  sixscope account revoke 1a2b3c4d");
  const auto words = [] { return std::make_shared<Arguments>(); };

  auto arguments = words();
  Command one = add(all, status, "add", "Make an account", arguments, make_account);
  one.add_option("ID", arguments->id, "Its name: letters, digits, '-', '_', '.'").required();
  add_rights(one, *arguments);

  arguments = words();
  one = add(all, status, "list", "Accounts, or the tokens of one", arguments, list_accounts);
  one.add_option("ID", arguments->id, "Its tokens");
  add_format(one, arguments->format);

  arguments = words();
  one = add(all, status, "change", "Change what an account may; the rest stays", arguments,
            change_account);
  one.add_option("ID", arguments->id, "Account").required();
  add_rights(one, *arguments);
  one.add_flag("--disable,!--enable", arguments->disabled, "Its tokens open nothing");

  arguments = words();
  one = add(all, status, "token", "Make a token and print it, this once", arguments,
            make_account_token);
  one.add_option("ID", arguments->id, "Account").required();
  one.add_option("--ends", arguments->ends, "Last day it is good for: 2027-06-30");
  one.add_option("--network", arguments->networks, "Where it may come from: 192.0.2.0/24")
      .delimiter(',')
      .one_word_each();
  one.add_flag("--read-only", arguments->read_only, "It changes nothing");
  one.add_option("--note", arguments->note, "What it is for");

  arguments = words();
  one = add(all, status, "revoke", "End a token, and sessions that began with it", arguments,
            revoke_token);
  one.add_option("TOKEN", arguments->id, "Its identifier, as `account list ID` shows").required();

  arguments = words();
  one =
      add(all, status, "remove", "Remove an account with its tokens; its name stays in the history",
          arguments, remove_account);
  one.add_option("ID", arguments->id, "Account").required();
}

}  // namespace sixscope::apps
