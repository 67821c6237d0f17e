#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "apps/commands.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/registry_attachments.h"
#include "apps/registry_edit.h"
#include "apps/registry_import.h"
#include "apps/registry_receipts.h"
#include "apps/say.h"
#include "apps/sheet_files.h"
#include "apps/text_table.h"
#include "base/clock.h"
#include "registry/import_desk.h"
#include "registry/object_match.h"
#include "registry/sheet_forms.h"

namespace sixscope::apps {
namespace {

using registry::Field;
using registry::Kind;
using registry::Object;
using registry::Scope;

struct Arguments {
  std::string kind;
  std::string key;
  std::string file;
  bool is_forced = false;
  std::string settings;
  std::string as_of;
  std::string format = "table";
  std::string language;
};

Value shown(const registry::Value& value) {
  if (std::holds_alternative<std::monostate>(value)) {
    return {};
  }
  return registry::text_of(value);
}

// The kind, or null after saying which there are.
const Kind* find_kind(const registry::Kinds& kinds, const std::string& id) {
  const Kind* kind = kinds.kind(id);
  if (kind == nullptr) {
    fmt::print(stderr, "sixscope: no kind `{}`; `sixscope registry kinds` lists them\n", id);
  }
  return kind;
}

int list_kinds(const Arguments& arguments) {
  const auto kinds = load_registry_kinds();
  if (!kinds) {
    return say(kinds.error());
  }
  const auto language = language_of(arguments.language);
  std::vector<std::vector<Value>> rows;
  if (arguments.kind.empty()) {
    for (const Kind& kind : (*kinds)->kinds) {
      rows.push_back({kind.id, kind.title.in(language), std::uint64_t{kind.fields.size()},
                      fmt::format("{}", fmt::join(kind.key, ", ")), kind.source.in(language)});
    }
    print_listed({"kind", "title", "fields", "key", "source"}, rows, arguments.format);
    return kOk;
  }
  const Kind* kind = find_kind(**kinds, arguments.kind);
  if (kind == nullptr) {
    return kUsage;
  }
  for (const Field& field : kind->fields) {
    rows.push_back({field.name, field.title.in(language),
                    std::string(registry::kFieldTypeNames.at(static_cast<std::size_t>(field.type))),
                    field.unit, field.codes + field.refers, field.required ? "required" : "",
                    field.example});
  }
  print_listed({"field", "title", "type", "unit", "of", "required", "example"}, rows,
               arguments.format);
  return kOk;
}

// A form of today with all fields: who runs this has the files.
registry::FormOptions form_in(registry::Language language) {
  return {.language = language,
          .with_sensitive = true,
          .today = model::day_in_china(SystemClock().now())};
}

int write_template(const Arguments& arguments) {
  const auto kinds = load_registry_kinds();
  if (!kinds) {
    return say(kinds.error());
  }
  const Kind* kind = find_kind(**kinds, arguments.kind);
  if (kind == nullptr) {
    return kUsage;
  }
  if (const auto free = check_free(arguments.file, arguments.is_forced); !free) {
    return say(free.error());
  }
  const auto language = language_of(arguments.language);
  const auto written =
      write_sheet_file(arguments.file, registry::template_sheet(*kind, **kinds, form_in(language)));
  return written ? kOk : say(written.error());
}

struct Opened {
  Registry registry;
  const Kind* kind = nullptr;
  std::vector<Object> objects;
};

// The registry and the objects a command is about; the exit code if there are none to be had.
std::variant<Opened, int> open_listed(const Arguments& arguments, bool with_removed) {
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    return kBadSettings;
  }
  auto opened = open_registry(*settings);
  if (!opened) {
    return say(opened.error());
  }
  Opened all{.registry = *std::move(opened), .kind = nullptr, .objects = {}};
  all.kind = find_kind(*all.registry.kinds, arguments.kind);
  if (all.kind == nullptr) {
    return kUsage;
  }
  registry::Listing listing;
  listing.kind = arguments.kind;
  listing.with_removed = with_removed;
  if (!arguments.as_of.empty()) {
    const auto day = day_of(arguments.as_of);
    if (!day) {
      fmt::print(stderr, "sixscope: --as-of {}: a date as 2026-06-30 is wanted\n", arguments.as_of);
      return kUsage;
    }
    listing.as_of.effective = end_of(*day);
  }
  auto objects = registry::list_all(*all.registry.store, listing, Scope::everything(who_runs()));
  if (!objects) {
    return say(objects.error());
  }
  for (Object& object : *objects) {
    if (arguments.key.empty() || object.key == arguments.key) {
      all.objects.push_back(std::move(object));
    }
  }
  if (!arguments.key.empty() && all.objects.empty()) {
    fmt::print(stderr, "sixscope: no {} with the key `{}`\n", arguments.kind, arguments.key);
    return kFailed;
  }
  return all;
}

int export_objects(const Arguments& arguments) {
  if (const auto free = check_free(arguments.file, arguments.is_forced); !free) {
    return say(free.error());
  }
  auto opened = open_listed(arguments, false);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  const Opened& all = std::get<Opened>(opened);
  const auto language = language_of(arguments.language);
  const auto written = write_sheet_file(
      arguments.file,
      registry::export_sheet(*all.kind, *all.registry.kinds, all.objects, form_in(language)));
  if (!written) {
    return say(written.error());
  }
  fmt::print(stderr, "{} objects in {}\n", all.objects.size(), arguments.file);
  return kOk;
}

int show_objects(const Arguments& arguments) {
  auto opened = open_listed(arguments, false);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  const Opened& all = std::get<Opened>(opened);
  std::vector<std::vector<Value>> rows;
  if (!arguments.key.empty() && arguments.format == "table") {
    const auto language = language_of(arguments.language);
    for (const Field& field : all.kind->fields) {
      rows.push_back({field.title.in(language),
                      registry::text_of(registry::value_of(all.objects.front().fields, field.name)),
                      field.unit});
    }
    print_listed({"field", "value", "unit"}, rows, arguments.format);
    return kOk;
  }
  std::vector<std::string> titles = {"id", "key", "version"};
  for (const Field& field : all.kind->fields) {
    if (arguments.format != "table") {
      titles.push_back(field.name);
    }
  }
  for (const Object& object : all.objects) {
    auto& row =
        rows.emplace_back(std::vector<Value>{object.id.value(), object.key, object.version});
    for (const Field& field : all.kind->fields) {
      if (arguments.format != "table") {
        row.push_back(shown(registry::value_of(object.fields, field.name)));
      }
    }
  }
  print_listed(titles, rows, arguments.format);
  return kOk;
}

int show_history(const Arguments& arguments) {
  auto opened = open_listed(arguments, true);
  if (const int* status = std::get_if<int>(&opened)) {
    return *status;
  }
  const Opened& all = std::get<Opened>(opened);
  std::vector<std::vector<Value>> rows;
  registry::HistoryQuery query;
  // A removed object may have had the key before: what is there now is meant.
  const registry::ObjectMatcher matcher(*all.kind, all.objects);
  query.object = matcher.find(arguments.key)->id;
  for (;;) {  // Ends: every piece lies before the one read.
    const auto changes = all.registry.store->history(query, Scope::everything(who_runs()));
    if (!changes) {
      return say(changes.error());
    }
    for (const registry::Change& change : *changes) {
      rows.push_back({change.commit.value(), time_text(change.at), time_text(change.effective),
                      change.nature == registry::Nature::correction ? "correction" : "change",
                      change.field, registry::text_of(change.before),
                      registry::text_of(change.after), change.author.who, change.author.reason,
                      change.author.request_id});
    }
    if (changes->size() < query.limit) {
      break;
    }
    query.before = changes->back().commit;
  }
  print_listed({"commit", "at", "effective", "nature", "field", "before", "after", "who", "reason",
                "request_id"},
               rows, arguments.format);
  return kOk;
}

Command add(Command app, int& status, const char* name, const char* what,
            const std::shared_ptr<Arguments>& arguments, int (*run)(const Arguments&)) {
  const Command command = app.add_subcommand(name, what);
  add_language(command, arguments->language);
  command.callback([&status, arguments, run] { status = run(*arguments); });
  return command;
}

}  // namespace

void add_registry(Command app, int& status) {
  const Command all = app.add_subcommand(
      "registry",
      "What people keep: devices, pools, lines, sites... as spreadsheets, with history");
  all.require_subcommand();
  all.footer(
      "Examples:\n"
      "  sixscope registry template nat44_device ledger.xlsx   an empty form with drop-downs\n"
      "  sixscope registry import ledger.xlsx --dry-run        every bad cell, nothing imported\n"
      "  sixscope registry export nat44_device all.xlsx --as-of 2026-06-30\n"
      "  sixscope registry set nat44_device \"china_mobile / 440100 / GZ-CGN-01\" "
      "max_sessions=21000000 --dry-run\n"
      "  sixscope registry history nat44_device \"china_mobile / 440100 / GZ-CGN-01\"");
  const auto words = [] { return std::make_shared<Arguments>(); };

  auto arguments = words();
  const Command kinds =
      add(all, status, "kinds", "Kinds of objects, or the fields of one", arguments, list_kinds);
  kinds.add_option("KIND", arguments->kind, "Its fields");
  add_format(kinds, arguments->format);

  arguments = words();
  const Command form = add(all, status, "template", "An empty form to fill in, as XLSX or CSV",
                           arguments, write_template);
  form.add_option("KIND", arguments->kind, "Kind of objects").required();
  form.add_option("FILE", arguments->file, "File to write; - is standard output")
      .suggest(Suggested::file)
      .required();
  form.add_flag("--force", arguments->is_forced, "Write over a file that is there");

  add_registry_import(all, status);
  add_registry_receipts(all, status);

  arguments = words();
  const Command out =
      add(all, status, "export", "Objects as XLSX or CSV, ready to be imported again", arguments,
          export_objects);
  out.add_option("KIND", arguments->kind, "Kind of objects").required();
  out.add_option("FILE", arguments->file, "File to write; - is standard output")
      .suggest(Suggested::file)
      .required();
  out.add_flag("--force", arguments->is_forced, "Write over a file that is there");
  out.add_option("--as-of", arguments->as_of, "What held at the end of this day: 2026-06-30");
  add_settings_file(out, arguments->settings);

  arguments = words();
  const Command show = add(all, status, "show", "Objects of a kind, or one with all its fields",
                           arguments, show_objects);
  show.add_option("KIND", arguments->kind, "Kind of objects").required();
  show.add_option("KEY", arguments->key, "Key of one");
  show.add_option("--as-of", arguments->as_of, "What held at the end of this day: 2026-06-30");
  add_format(show, arguments->format);
  add_settings_file(show, arguments->settings);

  arguments = words();
  const Command history = add(all, status, "history", "Every change of an object, newest first",
                              arguments, show_history);
  history.add_option("KIND", arguments->kind, "Kind of objects").required();
  history.add_option("KEY", arguments->key, "Key of the object").required();
  add_format(history, arguments->format);
  add_settings_file(history, arguments->settings);

  add_registry_edit(all, status);
  add_registry_attachments(all, status);
}

}  // namespace sixscope::apps
