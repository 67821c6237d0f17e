// `sixscope polling credential`: secrets come from a prompt or standard input, never from the
// command line, where every user of the machine reads them.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "apps/commands.h"
#include "apps/device_polling.h"
#include "apps/load_settings.h"
#include "apps/options.h"
#include "apps/text_table.h"

namespace sixscope::apps {
namespace {

using polling::Credential;
using polling::Secret;

struct Arguments {
  std::string name;
  std::string version = "2c";
  std::string user;
  std::string authentication = "sha256";
  std::string privacy = "aes";
  std::string context;
  std::string settings;
  std::string format = "table";
};

int say(const Error& error) {
  fmt::print(stderr, "sixscope: {}\n", describe(error));
  return error.code == Errc::unavailable ? kUnavailable
         : error.code == Errc::malformed ? kUsage
                                         : kFailed;
}

// Echo off while it lives, where standard input is a terminal.
class Unechoed {
 public:
  Unechoed()
      : is_terminal_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (is_terminal_) {
      termios silent = before_;
      silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
      static_cast<void>(::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent));
    }
  }
  ~Unechoed() {
    if (is_terminal_) {
      static_cast<void>(::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_));
      std::fputc('\n', stderr);
    }
  }
  Unechoed(const Unechoed&) = delete;
  Unechoed& operator=(const Unechoed&) = delete;
  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

 private:
  termios before_{};
  bool is_terminal_;
};

// One line: asked for at a terminal, the next line of standard input otherwise.
std::optional<Secret> read_secret(const char* what) {
  const Unechoed unechoed;
  if (unechoed.is_terminal()) {
    fmt::print(stderr, "{}: ", what);
    std::fflush(stderr);
  }
  std::string line;
  if (!std::getline(std::cin, line)) {
    fmt::print(stderr, "sixscope: {} is missing on standard input\n", what);
    return std::nullopt;
  }
  if (line.ends_with('\r')) {
    line.pop_back();
  }
  return Secret(std::move(line));
}

template <class Enum, class Names>
Enum word(const Names& names, std::string_view given) {
  // Words were checked on the command line.
  return static_cast<Enum>(std::ranges::find(names, given) - names.begin());
}

template <class Names>
std::vector<std::string> words(const Names& names) {
  return {names.begin(), names.end()};
}

// The store of credentials of the settings; nothing after saying what is wrong.
std::optional<adapters::SealedCredentials> open(const Arguments& arguments) {
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    return std::nullopt;
  }
  std::error_code ignored;  // What cannot be made is said where it is written.
  std::filesystem::create_directories(settings->text("data_dir"), ignored);
  return adapters::SealedCredentials(polling_options(*settings).credentials);
}

int add_one(const Arguments& arguments) {
  const auto store = open(arguments);
  if (!store) {
    return kBadSettings;
  }
  Credential credential;
  credential.version = word<polling::SnmpVersion>(polling::kSnmpVersionNames, arguments.version);
  if (credential.version == polling::SnmpVersion::v2c) {
    auto community = read_secret("community");
    if (!community) {
      return kUsage;
    }
    credential.community = *std::move(community);
  } else {
    credential.user = arguments.user;
    credential.context = arguments.context;
    credential.authentication =
        word<polling::Authentication>(polling::kAuthenticationNames, arguments.authentication);
    credential.privacy = word<polling::Privacy>(polling::kPrivacyNames, arguments.privacy);
    if (credential.authentication != polling::Authentication::none) {
      auto secret = read_secret("authentication passphrase");
      if (!secret) {
        return kUsage;
      }
      credential.authentication_secret = *std::move(secret);
    }
    if (credential.privacy != polling::Privacy::none) {
      auto secret = read_secret("privacy passphrase");
      if (!secret) {
        return kUsage;
      }
      credential.privacy_secret = *std::move(secret);
    }
  }
  const auto added = store->add(arguments.name, credential);
  return added ? kOk : say(added.error());
}

int list_all_names(const Arguments& arguments) {
  const auto store = open(arguments);
  if (!store) {
    return kBadSettings;
  }
  const auto names = store->names();
  if (!names) {
    return say(names.error());
  }
  std::vector<std::vector<Value>> rows;
  bool all_open = true;
  for (const std::string& name : *names) {
    const auto credential = store->read(name);
    if (!credential) {
      rows.push_back({name, std::string(), std::string(), describe(credential.error())});
      all_open = false;
      continue;
    }
    const auto index = [](auto value) { return static_cast<std::size_t>(value); };
    const bool is_v3 = credential->version == polling::SnmpVersion::v3;
    rows.push_back(
        {name, std::string(polling::kSnmpVersionNames.at(index(credential->version))),
         is_v3 ? fmt::format("{} {}",
                             polling::kAuthenticationNames.at(index(credential->authentication)),
                             polling::kPrivacyNames.at(index(credential->privacy)))
               : std::string(),
         std::string("opens")});
  }
  print_listed({"name", "version", "security", "state"}, rows, arguments.format);
  return all_open ? kOk : kFailed;
}

int remove_one(const Arguments& arguments) {
  const auto store = open(arguments);
  if (!store) {
    return kBadSettings;
  }
  const auto removed = store->remove(arguments.name);
  return removed ? kOk : say(removed.error());
}

Command add(Command app, int& status, const char* name, const char* what,
            const std::shared_ptr<Arguments>& arguments, int (*run)(const Arguments&)) {
  const Command command = app.add_subcommand(name, what);
  command.callback([&status, arguments, run] { status = run(*arguments); });
  add_settings_file(command, arguments->settings);
  return command;
}

}  // namespace

void add_polling_credential(Command polling, int& status) {
  const Command all = polling.add_subcommand(
      "credential", "Credentials of devices, sealed with a key file; secrets are never shown");
  all.require_subcommand();
  all.footer(
      "Examples:\n"
      "  sixscope polling credential add metro              asks for the community\n"
      "  sixscope polling credential add metro-v3 --snmp 3 --user poller   asks for both secrets\n"
      "  sixscope polling credential add metro < community.txt\n"
      "Secrets are read from the terminal without echo, or a line each from standard input.");
  auto arguments = std::make_shared<Arguments>();
  const Command made =
      add(all, status, "add", "Adds one, or takes the place of the one of that name", arguments,
          add_one);
  made.add_option("NAME", arguments->name, "As the ledger calls it").required();
  made.add_option("--snmp", arguments->version, "Version: 2c (default) or 3")
      .only(words(polling::kSnmpVersionNames));
  made.add_option("--user", arguments->user, "User of SNMPv3");
  made.add_option("--authentication", arguments->authentication,
                  "none, md5, sha, sha224, sha256 (default), sha384 or sha512")
      .only(words(polling::kAuthenticationNames));
  made.add_option("--privacy", arguments->privacy,
                  "none, des, aes (default), aes192, aes256, aes192c or aes256c")
      .only(words(polling::kPrivacyNames));
  made.add_option("--context", arguments->context, "Context of SNMPv3");

  arguments = std::make_shared<Arguments>();
  const Command list =
      add(all, status, "list", "Names, and whether the key opens each", arguments, list_all_names);
  add_format(list, arguments->format);

  arguments = std::make_shared<Arguments>();
  const Command gone = add(all, status, "remove", "Removes one", arguments, remove_one);
  gone.add_option("NAME", arguments->name, "As the ledger calls it").required();
}

}  // namespace sixscope::apps
