#include "apps/registry_edit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/edit_answer.h"
#include "api/registry_listing.h"
#include "api/time_text.h"
#include "apps/commands.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/registry_import.h"
#include "apps/say.h"
#include "apps/text_table.h"
#include "base/clock.h"
#include "model/month.h"
#include "registry/edit_desk.h"
#include "registry/import_desk.h"
#include "registry/object_lookup.h"
#include "registry/object_state.h"

namespace sixscope::apps {
namespace {

using registry::Edited;
using registry::EditedObject;
using registry::EditRequest;
using registry::Kind;
using registry::Object;
using registry::RowOutcome;
using registry::Scope;

struct Arguments {
  std::string kind;
  std::string key;
  std::vector<std::string> values;
  std::vector<std::string> where;
  std::string reason;
  std::string explanation;
  std::string effective;
  bool needs_reason = false;
  bool correction = false;
  bool dry_run = false;
  std::string settings;
  std::string format = "table";
  std::string language;
};

/// What a command works with.
struct Opened {
  Registry registry;
  const Kind* kind = nullptr;
  Scope scope;
  EditRequest request;
  std::vector<api::FieldFilter> where;
};

// Reads the command line and gathers all that is wrong with it.
class Reader {
 public:
  Reader(const Arguments& arguments, const registry::Kinds& kinds, Opened& opened)
      : arguments_(arguments), kinds_(kinds), opened_(opened) {}

  std::vector<std::string> read() {
    opened_.request.at = SystemClock().now();
    opened_.kind = kinds_.kind(arguments_.kind);
    if (opened_.kind == nullptr) {
      faults_.push_back(
          fmt::format("no kind `{}`; `sixscope registry kinds` lists them", arguments_.kind));
    }
    values();
    where();
    reason();
    words("--explanation", arguments_.explanation, opened_.request.explanation);
    effective();
    opened_.request.request_id =
        fmt::format("command-{}", opened_.request.at.time_since_epoch().count());
    opened_.request.nature =
        arguments_.correction ? registry::Nature::correction : registry::Nature::change;
    opened_.request.dry_run = arguments_.dry_run;
    return std::move(faults_);
  }

 private:
  void values() {
    for (const std::string& one : arguments_.values) {
      const auto equals = one.find('=');
      std::string field = one.substr(0, equals);
      std::string text = equals == std::string::npos ? "" : one.substr(equals + 1);
      if (equals == std::string::npos || equals == 0) {
        faults_.push_back(
            fmt::format("{}: FIELD=VALUE is wanted, or FIELD= to empty the field", one));
      } else if (!opened_.request.set
                      .emplace(field, text.empty() ? registry::Value() : std::move(text))
                      .second) {
        faults_.push_back(fmt::format("{}: given twice; give it once", field));
      }
    }
  }

  void where() {
    for (const std::string& one : arguments_.where) {
      if (opened_.kind == nullptr) {
        return;
      }
      auto parsed = api::parse_where(one, *opened_.kind, kinds_);
      if (parsed && !parsed->empty()) {
        std::ranges::move(*parsed, std::back_inserter(opened_.where));
      } else if (parsed) {
        faults_.emplace_back("--where: FIELD=VALUE is wanted");
      } else {
        for (const auto& fault : parsed.error()) {
          faults_.push_back("--where: " + fault.detail);
        }
      }
    }
  }

  void words(const char* option, const std::string& given, std::string& into) {
    if (given.size() > registry::kReasonBytesMax) {
      faults_.push_back(
          fmt::format("{}: at most {} bytes are taken", option, registry::kReasonBytesMax));
    }
    into = given;
  }

  // Of the commands that want a reason.
  void reason() {
    words("--reason", arguments_.reason, opened_.request.reason);
    if (arguments_.needs_reason && !registry::has_words(arguments_.reason)) {
      faults_.emplace_back("--reason: say why, in words; the history keeps it");
    }
  }

  void effective() {
    opened_.request.effective = opened_.request.at;
    if (arguments_.effective.empty()) {
      return;
    }
    const auto at = api::parse_effective(arguments_.effective, opened_.request.at);
    if (at) {
      opened_.request.effective = *at;
    } else {
      faults_.push_back(fmt::format("--effective {}: {}", arguments_.effective, at.error().rule));
    }
  }

  const Arguments& arguments_;
  const registry::Kinds& kinds_;
  Opened& opened_;
  std::vector<std::string> faults_;
};

// The open registry and what is asked of it; the exit code where that cannot be.
std::variant<Opened, int> open(const Arguments& arguments) {
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    return kBadSettings;
  }
  auto registry = open_registry(*settings);
  if (!registry) {
    return say(registry.error());
  }
  Opened opened{.registry = *std::move(registry),
                .kind = nullptr,
                .scope = Scope::everything(who_runs()),
                .request = {},
                .where = {}};
  const auto faults = Reader(arguments, *opened.registry.kinds, opened).read();
  for (const std::string& fault : faults) {
    wrong(kUsage, fault);
  }
  if (!faults.empty()) {
    return kUsage;
  }
  return opened;
}

void print_faults(const Edited& edited, const EditRequest& request, registry::Language language) {
  std::vector<std::vector<std::string>> rows;
  for (const EditedObject& object : edited.objects) {
    for (const registry::FieldFault& found : object.faults) {
      if (rows.size() < registry::kFaultsListed) {
        rows.push_back({object.found.key, found.field,
                        registry::text_of(registry::value_of(request.set, found.field)),
                        std::string(registry::to_string(found.fault.severity)),
                        found.fault.what.in(language), found.fault.remedy.in(language)});
      }
    }
  }
  if (!rows.empty()) {
    print_table({"key", "field", "value", "severity", "what", "remedy"}, rows);
  }
}

void print_changes(const Edited& edited) {
  std::vector<std::vector<std::string>> rows;
  for (const EditedObject& object : edited.objects) {
    for (const auto& [name, value] : object.set) {
      rows.push_back({object.found.key, name,
                      registry::text_of(registry::value_of(object.found.fields, name)),
                      registry::text_of(value)});
    }
    if (object.removed) {
      rows.push_back({object.found.key, std::string(registry::kRemovedField),
                      registry::text_of(object.found.removed), registry::text_of(*object.removed)});
    }
  }
  if (!rows.empty()) {
    print_table({"key", "field", "before", "after"}, rows);
  }
}

// What came of it, for whom it was asked; the exit code.
int tell(const Arguments& arguments, const Opened& opened, const Result<Edited>& edited) {
  if (!edited) {
    return say(edited.error());
  }
  const EditRequest& request = opened.request;
  const bool is_explained = !request.explanation.empty();
  const bool is_refused = registry::is_in_the_way(edited->objects, is_explained);
  if (arguments.format == "json") {
    fmt::print("{}\n", api::edit_json(*opened.kind, request, *edited));
    return is_refused ? kBadInput : kOk;
  }
  const auto count = [&](RowOutcome outcome) {
    return std::ranges::count_if(edited->objects, [&](const EditedObject& object) {
      return api::outcome_of(object, is_explained) == outcome;
    });
  };
  print_faults(*edited, request, language_of(arguments.language));
  print_changes(*edited);
  fmt::print("{} objects: {} created, {} changed, {} unchanged, {} refused\n",
             edited->objects.size(), count(RowOutcome::created), count(RowOutcome::changed),
             count(RowOutcome::unchanged), count(RowOutcome::refused));
  if (is_refused) {
    // Where a hard fault is in the way too, an explanation alone does not help.
    const bool is_soft = !is_explained && !registry::is_in_the_way(edited->objects, true);
    fmt::print("nothing was changed{}\n",
               is_soft ? "; `--explanation TEXT` lets soft faults pass" : "");
  } else if (request.dry_run) {
    fmt::print("nothing is in the way; nothing was changed: this was a dry run\n");
  } else if (edited->committed->number != registry::CommitNumber()) {
    fmt::print("done; commit {}\n", edited->committed->number.value());
  }
  return is_refused ? kBadInput : kOk;
}

Result<Edited> edit(Opened& opened, std::vector<Object> objects) {
  return registry::edit_objects(*opened.registry.store, *opened.registry.kinds, *opened.kind,
                                std::move(objects), opened.request, opened.scope);
}

// Creates the object that the key names; what `set` says of its key has to agree.
int create(const Arguments& arguments, Opened& opened) {
  auto fields = registry::key_fields(*opened.kind, arguments.key);
  if (!fields) {
    return wrong(kFailed, fmt::format("no {} has the key '{}', and it makes no new one: {}",
                                      opened.kind->id, arguments.key, describe(fields.error())));
  }
  for (auto& [name, value] : *fields) {
    const auto [said, is_new] = opened.request.set.try_emplace(name, value);
    if (!is_new && said->second != value) {
      return wrong(kUsage, fmt::format("{}={}: a new object has the {} of its key, '{}'; leave it "
                                       "out, or name another key",
                                       name, registry::text_of(said->second), name,
                                       registry::text_of(value)));
    }
  }
  return tell(arguments, opened,
              registry::create_object(*opened.registry.store, *opened.registry.kinds, *opened.kind,
                                      opened.request, opened.scope));
}

bool is_past(const Opened& opened) { return opened.request.effective < opened.request.at; }

// The object that the key names when the edit is to hold, or today.
Result<Object> find(const Arguments& arguments, const Opened& opened) {
  return registry::find_object(
      *opened.registry.store, *opened.registry.kinds, *opened.kind, arguments.key, opened.scope,
      is_past(opened) ? std::optional(opened.request.effective) : std::nullopt);
}

int set(const Arguments& arguments) {
  auto all = open(arguments);
  if (const int* status = std::get_if<int>(&all)) {
    return *status;
  }
  auto& opened = std::get<Opened>(all);
  auto object = find(arguments, opened);
  if (!object) {
    return object.error().code == Errc::not_found ? create(arguments, opened) : say(object.error());
  }
  if (object->removed && !is_past(opened)) {
    return wrong(kFailed, fmt::format("{} was removed; `sixscope registry restore` brings it back",
                                      object->key));
  }
  return tell(arguments, opened, edit(opened, {*std::move(object)}));
}

int edit_many(const Arguments& arguments) {
  auto all = open(arguments);
  if (const int* status = std::get_if<int>(&all)) {
    return *status;
  }
  auto& opened = std::get<Opened>(all);
  registry::Listing listing;
  listing.kind = opened.kind->id;
  auto objects = registry::list_all(*opened.registry.store, std::move(listing), opened.scope);
  if (!objects) {
    return say(objects.error());
  }
  std::erase_if(*objects, [&](const Object& object) { return !api::passes(object, opened.where); });
  if (objects->empty()) {
    return wrong(kFailed, fmt::format("no {} fits --where {}", opened.kind->id,
                                      fmt::join(arguments.where, " --where ")));
  }
  return tell(arguments, opened, edit(opened, *std::move(objects)));
}

int remove_or_restore(const Arguments& arguments, bool removed) {
  auto all = open(arguments);
  if (const int* status = std::get_if<int>(&all)) {
    return *status;
  }
  auto& opened = std::get<Opened>(all);
  opened.request.removed = removed;
  auto object = find(arguments, opened);
  if (!object) {
    return say(object.error());
  }
  const auto edited = edit(opened, {*std::move(object)});
  const int status = tell(arguments, opened, edited);
  if (status != kOk || edited->objects.front().removed) {
    return status;
  }
  const std::string when =
      is_past(opened) ? " as of " + model::to_string(model::day_in_china(opened.request.effective))
                      : std::string();
  const std::string& key = edited->objects.front().found.key;
  return wrong(kFailed, removed ? fmt::format("{} was removed already{}; `sixscope registry "
                                              "history` says since when",
                                              key, when)
                                : fmt::format("{} is there{}: it was not removed", key, when));
}

int remove(const Arguments& arguments) { return remove_or_restore(arguments, true); }
int restore(const Arguments& arguments) { return remove_or_restore(arguments, false); }

struct Call {
  const char* name;
  const char* what;
  const char* examples;
  int (*run)(const Arguments&);
};

// The options that all of them have.
Command add(Command registry, int& status, const std::shared_ptr<Arguments>& arguments,
            const Call& which) {
  Command command = registry.add_subcommand(which.name, which.what);
  command.footer(std::string("Exit code 0 only if nothing is in the way; 4 if a value is.\n"
                             "Examples:\n") +
                 which.examples);
  command.add_option("KIND", arguments->kind, "Kind of objects").required();
  command.add_option("--effective", arguments->effective,
                     "Day since when it holds: 2026-06-30; now if not given");
  command.add_flag("--correction", arguments->correction,
                   "It had always been so: counts as no growth");
  command.add_flag("--dry-run", arguments->dry_run, "List what it would do, and do nothing");
  add_format(command, arguments->format, {"table", "json"});
  add_language(command, arguments->language);
  add_settings_file(command, arguments->settings);
  command.callback([&status, arguments, run = which.run] { status = run(*arguments); });
  return command;
}

void add_values(Command command, const std::shared_ptr<Arguments>& arguments) {
  command.add_option("FIELD=VALUE", arguments->values, "What a field is to hold; FIELD= empties it")
      .required();
  command.add_option("--explanation", arguments->explanation,
                     "Why figures jump: lets soft faults pass");
}

void add_needed_reason(Command command, const std::shared_ptr<Arguments>& arguments) {
  arguments->needs_reason = true;
  command.add_option("--reason", arguments->reason, "Why, for the history").required();
}

}  // namespace

void add_registry_edit(Command registry, int& status) {
  auto arguments = std::make_shared<Arguments>();
  Command command = add(
      registry, status, arguments,
      {"set", "Change the fields of one object, or make it if there is none of that key",
       "  sixscope registry set nat44_device \"china_mobile / 440100 / GZ-CGN-01\" "
       "max_sessions=21000000\n"
       "  sixscope registry set nat44_device \"中国移动 / 440100 / GZ-CGN-02\" ledger_class=nat444 "
       "status=在用\n"
       "  sixscope registry set nat44_device \"china_mobile / 440100 / GZ-CGN-01\" remark= "
       "--dry-run",
       set});
  command.add_option("KEY", arguments->key, "Key of the object, as `show` lists it").required();
  add_values(command, arguments);
  command.add_option("--reason", arguments->reason, "Why, for the history");

  arguments = std::make_shared<Arguments>();
  command = add(registry, status, arguments,
                {"edit", "Change fields of all objects that fit, in one commit or not at all",
                 "  sixscope registry edit nat44_device --where operator=china_mobile "
                 "remark=checked --reason survey --dry-run\n"
                 "  sixscope registry edit nat44_device --where region=440100 --where "
                 "\"status=in_service|expanding\" remark=checked --reason survey",
                 edit_many});
  command
      .add_option("--where", arguments->where,
                  "FIELD=VALUE: which objects; VALUE|VALUE either, given again both")
      .required()
      .one_word_each();
  add_values(command, arguments);
  // As in the console: many at once are not changed without a word.
  add_needed_reason(command, arguments);

  for (const Call& which :
       {Call{"remove", "Take an object out; its history stays",
             "  sixscope registry remove nat44_device \"china_mobile / 440100 / GZ-CGN-01\" "
             "--reason \"scrapped\"",
             remove},
        Call{"restore", "Bring back an object that was removed",
             "  sixscope registry restore nat44_device \"china_mobile / 440100 / "
             "GZ-CGN-01\" --reason \"still in use\"",
             restore}}) {
    arguments = std::make_shared<Arguments>();
    command = add(registry, status, arguments, which);
    command.add_option("KEY", arguments->key, "Key of the object, as `show` lists it").required();
    add_needed_reason(command, arguments);
  }
}

}  // namespace sixscope::apps
