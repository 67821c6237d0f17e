#include "apps/registry_receipts.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/import_answer.h"
#include "apps/commands.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/registry_import.h"
#include "apps/text_table.h"

namespace sixscope::apps {
namespace {

using registry::Receipt;
using registry::Scope;

struct Arguments {
  std::string id;
  std::string kind;
  std::string sender;
  std::vector<std::string> columns;
  bool forget = false;
  std::size_t limit = 100;
  std::string settings;
  std::string format = "table";
};

int say(const Error& error) {
  fmt::print(stderr, "sixscope: {}\n", describe(error));
  return error.code == Errc::unavailable ? kUnavailable : kFailed;
}

int print_receipts(const std::vector<Receipt>& receipts, const std::string& format) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(receipts.size());
  for (const Receipt& one : receipts) {
    rows.push_back({one.id, time_text(one.at), one.kind, one.door, one.sender, one.file, one.sha256,
                    one.rows, one.created, one.changed, one.unchanged, one.mended,
                    one.commit.value()});
  }
  print_listed({"id", "at", "kind", "door", "sender", "file", "sha256", "rows", "created",
                "changed", "unchanged", "mended", "commit"},
               rows, format);
  return kOk;
}

int list_receipts(const Arguments& arguments, const Registry& registry) {
  const Scope scope = Scope::everything(who_runs());
  if (arguments.id.empty()) {
    const auto receipts = registry.store->receipts(arguments.sender, arguments.limit, scope);
    return receipts ? print_receipts(*receipts, arguments.format) : say(receipts.error());
  }
  const auto receipt = registry.store->receipt(arguments.id, scope);
  if (!receipt) {
    return say(receipt.error());
  }
  if (arguments.format != "json") {
    return print_receipts({*receipt}, arguments.format);
  }
  JsonWriter out;  // One thing asked for by name is no list.
  api::write_receipt(out, *receipt);
  fmt::print("{}\n", std::move(out).take());
  return kOk;
}

int list_columns(const Arguments& arguments, const Registry& registry) {
  const registry::Kind* const kind = registry.kinds->kind(arguments.kind);
  if (kind == nullptr) {
    fmt::print(stderr, "sixscope: no kind `{}`; `sixscope registry kinds` lists them\n",
               arguments.kind);
    return kUsage;
  }
  if (arguments.forget || !arguments.columns.empty()) {
    const auto columns = columns_of(arguments.columns);
    if (!columns) {
      return kUsage;
    }
    for (const auto& [title, field] : *columns) {
      if (!field.empty() && kind->field(field) == nullptr) {
        fmt::print(stderr,
                   "sixscope: {} has no field `{}`; `sixscope registry kinds {}` lists them\n",
                   kind->id, field, kind->id);
        return kUsage;
      }
    }
    const auto kept = registry.store->remember_columns(arguments.sender, kind->id, *columns);
    if (!kept) {
      return say(kept.error());
    }
  }
  const auto columns = registry.store->columns_of(arguments.sender, kind->id);
  if (!columns) {
    return say(columns.error());
  }
  if (arguments.format == "json") {
    fmt::print("{}\n", api::columns_json(*columns));
    return kOk;
  }
  std::vector<std::vector<Value>> rows;
  for (const auto& [title, field] : *columns) {
    rows.push_back({title, field});
  }
  print_listed({"title", "field"}, rows, arguments.format);
  return kOk;
}

Command add(Command registry, int& status, const char* name, const char* what,
            const std::shared_ptr<Arguments>& arguments,
            int (*run)(const Arguments&, const Registry&)) {
  const Command command = registry.add_subcommand(name, what);
  add_format(command, arguments->format);
  add_settings_file(command, arguments->settings);
  command.callback([&status, arguments, run] {
    const auto settings = load_settings(arguments->settings);
    if (!settings) {
      status = kBadSettings;
      return;
    }
    const auto opened = open_registry(*settings);
    status = opened ? run(*arguments, *opened) : say(opened.error());
  });
  return command;
}

}  // namespace

void add_registry_receipts(Command registry, int& status) {
  constexpr int kReceiptsMax = 100'000;
  auto arguments = std::make_shared<Arguments>();
  const Command receipts = add(registry, status, "receipts",
                               "What was imported when, by whom, with what counts; newest first",
                               arguments, list_receipts);
  receipts.footer(
      "Examples:\n"
      "  sixscope registry receipts --sender gd-mobile\n"
      "  sixscope registry receipts --limit 1 --format json");
  receipts.add_option("ID", arguments->id, "One receipt, by its identifier");
  receipts.add_option("--sender", arguments->sender, "Only those of this sender");
  receipts.add_option("--limit", arguments->limit, "At most so many")
      .range(1, kReceiptsMax)
      .capture_default_str();

  arguments = std::make_shared<Arguments>();
  const Command columns =
      add(registry, status, "columns",
          "What the titles of a sender's sheets are remembered to mean", arguments, list_columns);
  columns.footer(
      "Examples:\n"
      "  sixscope registry columns nat44_device --sender gd-mobile\n"
      "  sixscope registry columns nat44_device --sender gd-mobile --column Box=name --column "
      "Note=");
  columns.add_option("KIND", arguments->kind, "Kind of objects").required();
  columns.add_option("--sender", arguments->sender, "Whose sheets");
  columns.add_option("--column", arguments->columns,
                     "TITLE=FIELD: remember this instead of what was; TITLE= leaves it out");
  columns.add_flag("--forget", arguments->forget, "Forget what was remembered");
}

}  // namespace sixscope::apps
