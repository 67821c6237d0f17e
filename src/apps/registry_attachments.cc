#include "apps/registry_attachments.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/attachment_files/attachment_files.h"
#include "api/edit_answer.h"
#include "apps/commands.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/registry_import.h"
#include "apps/say.h"
#include "apps/sheet_files.h"
#include "apps/text_table.h"
#include "base/clock.h"
#include "base/whole_file.h"
#include "registry/object_lookup.h"
#include "registry/sql_attachment_store.h"

namespace sixscope::apps {
namespace {

using registry::Attachment;
using registry::AttachmentId;
using registry::Object;
using registry::Scope;

struct Arguments {
  std::string kind;
  std::string key;
  std::uint64_t id = 0;
  std::string file;
  std::string name;
  std::string note;
  std::string reason;
  bool removed = false;
  bool is_forced = false;
  std::string settings;
  std::string format = "table";
};

/// The registry with its attachments.
struct Opened {
  Registry registry;
  std::unique_ptr<registry::SqlAttachmentStore> attachments;
  std::unique_ptr<adapters::AttachmentFiles> blobs;
  registry::AttachmentLimits limits;
  Scope scope;
};

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
                .attachments = nullptr,
                .blobs = std::make_unique<adapters::AttachmentFiles>(
                    attachment_folder(settings->text("data_dir"))),
                .limits = attachment_limits(*settings),
                .scope = Scope::everything(who_runs())};
  opened.attachments = std::make_unique<registry::SqlAttachmentStore>(*opened.registry.database);
  return opened;
}

// The object that the arguments name; the exit code if there is none.
std::variant<Object, int> object_of(const Arguments& arguments, const Opened& opened) {
  const registry::Kind* const kind = opened.registry.kinds->kind(arguments.kind);
  if (kind == nullptr) {
    return wrong(kUsage,
                 fmt::format("no kind `{}`; `sixscope registry kinds` lists them", arguments.kind));
  }
  auto object = registry::find_object(*opened.registry.store, *opened.registry.kinds, *kind,
                                      arguments.key, opened.scope);
  if (!object) {
    return say(object.error());
  }
  return *std::move(object);
}

void print_attachments(const std::vector<Attachment>& all, const std::string& format) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(all.size());
  for (const Attachment& one : all) {
    rows.push_back({one.id.value(), one.name, one.media_type, one.bytes, one.sha256,
                    time_text(one.at), one.who, one.note,
                    one.removed ? one.removed->reason : std::string()});
  }
  print_listed({"id", "name", "media_type", "bytes", "sha256", "at", "who", "note", "removed"},
               rows, format);
}

int attach(const Arguments& arguments) {
  auto all = open(arguments);
  if (const int* status = std::get_if<int>(&all)) {
    return *status;
  }
  const auto& opened = std::get<Opened>(all);
  if (arguments.note.size() > registry::kNoteBytesMax) {
    return wrong(kUsage,
                 fmt::format("--note: at most {} bytes are taken", registry::kNoteBytesMax));
  }
  const auto object = object_of(arguments, opened);
  if (const int* status = std::get_if<int>(&object)) {
    return *status;
  }
  const auto bytes = read_bytes(arguments.file, opened.limits.bytes);
  if (!bytes) {
    return wrong(kBadInput, describe(bytes.error()));
  }
  const std::string name = arguments.name.empty() ? arguments.file : arguments.name;
  const auto one = registry::attach({.store = *opened.attachments,
                                     .blobs = *opened.blobs,
                                     .limits = opened.limits,
                                     .sha256 = sha256_of},
                                    std::get<Object>(object).id, name, *bytes, arguments.note,
                                    SystemClock().now(), opened.scope);
  if (!one) {
    const bool is_of_file = one.error().rule == registry::kAttachmentTooLarge ||
                            one.error().rule == registry::kAttachmentType;
    return is_of_file ? wrong(kBadInput, arguments.file + ": " + describe(one.error()))
                      : say(one.error());
  }
  if (arguments.format == "json") {
    JsonWriter out;
    api::write_attachment(out, *one);
    fmt::print("{}\n", std::move(out).take());
  } else {
    print_attachments({*one}, arguments.format);
  }
  return kOk;
}

int list(const Arguments& arguments) {
  auto all = open(arguments);
  if (const int* status = std::get_if<int>(&all)) {
    return *status;
  }
  const auto& opened = std::get<Opened>(all);
  const auto object = object_of(arguments, opened);
  if (const int* status = std::get_if<int>(&object)) {
    return *status;
  }
  const auto found =
      opened.attachments->list(std::get<Object>(object).id, arguments.removed, opened.scope);
  if (!found) {
    return say(found.error());
  }
  print_attachments(*found, arguments.format);
  return kOk;
}

int save(const Arguments& arguments) {
  if (const auto free = check_free(arguments.file, arguments.is_forced); !free) {
    return say(free.error());
  }
  auto all = open(arguments);
  if (const int* status = std::get_if<int>(&all)) {
    return *status;
  }
  const auto& opened = std::get<Opened>(all);
  const auto one = opened.attachments->read(AttachmentId(arguments.id), opened.scope);
  if (!one || one->removed) {
    return one ? wrong(kFailed, fmt::format("attachment {} was taken off", arguments.id))
               : say(one.error());
  }
  const auto bytes = opened.blobs->get(one->sha256);
  if (!bytes) {
    return wrong(kUnavailable,
                 fmt::format("the bytes of attachment {} are not on this machine's disk: {}",
                             arguments.id, describe(bytes.error())));
  }
  if (arguments.file == "-") {
    std::fwrite(bytes->data(), 1, bytes->size(), stdout);
    return kOk;
  }
  const auto written = write_whole(arguments.file, *bytes, {.forced = false});
  return written ? kOk : say(written.error());
}

int detach(const Arguments& arguments) {
  auto all = open(arguments);
  if (const int* status = std::get_if<int>(&all)) {
    return *status;
  }
  const auto& opened = std::get<Opened>(all);
  if (arguments.reason.empty() || arguments.reason.size() > registry::kNoteBytesMax) {
    return wrong(kUsage, fmt::format("--reason: why it is taken off, at most {} bytes",
                                     registry::kNoteBytesMax));
  }
  const auto done = opened.attachments->remove(
      AttachmentId(arguments.id),
      {.at = SystemClock().now(), .who = opened.scope.account, .reason = arguments.reason},
      opened.scope);
  return done ? kOk : say(done.error());
}

Command add(Command registry, int& status, const char* name, const char* what, const char* examples,
            const std::shared_ptr<Arguments>& arguments, int (*run)(const Arguments&)) {
  Command command = registry.add_subcommand(name, what);
  command.footer(std::string("Examples:\n") + examples);
  add_settings_file(command, arguments->settings);
  command.callback([&status, arguments, run] { status = run(*arguments); });
  return command;
}

void add_object(Command command, const std::shared_ptr<Arguments>& arguments) {
  command.add_option("KIND", arguments->kind, "Kind of objects").required();
  command.add_option("KEY", arguments->key, "Key of the object, as `show` lists it").required();
}

}  // namespace

void add_registry_attachments(Command registry, int& status) {
  auto arguments = std::make_shared<Arguments>();
  Command command = add(registry, status, "attach", "Attach a file to an object",
                        "  sixscope registry attach nat44_device \"china_mobile / 440100 / "
                        "GZ-CGN-01\" approval.pdf --note \"approved in June\"",
                        arguments, attach);
  add_object(command, arguments);
  command
      .add_option("FILE", arguments->file,
                  "PDF, PNG, JPEG, XLSX, DOCX without macros, CSV or text; - is "
                  "standard input")
      .suggest(Suggested::file)
      .required();
  command.add_option("--name", arguments->name, "What it is called; the file's name if not given");
  command.add_option("--note", arguments->note, "What it is, for the list");
  add_format(command, arguments->format, {"table", "json"});

  arguments = std::make_shared<Arguments>();
  command = add(registry, status, "attachments", "Files attached to an object, oldest first",
                "  sixscope registry attachments nat44_device \"china_mobile / 440100 / "
                "GZ-CGN-01\" --format json",
                arguments, list);
  add_object(command, arguments);
  command.add_flag("--removed", arguments->removed, "Those that were taken off too");
  add_format(command, arguments->format);

  arguments = std::make_shared<Arguments>();
  command = add(registry, status, "save", "Write an attachment's bytes to a file",
                "  sixscope registry save 1 copy.pdf", arguments, save);
  command.add_option("ID", arguments->id, "As `attachments` lists it").required();
  command.add_option("FILE", arguments->file, "File to write; - is standard output")
      .suggest(Suggested::file)
      .required();
  command.add_flag("--force", arguments->is_forced, "Write over a file that is there");

  arguments = std::make_shared<Arguments>();
  command = add(registry, status, "detach", "Take an attachment off the list; its bytes stay",
                "  sixscope registry detach 1 --reason \"wrong page\"", arguments, detach);
  command.add_option("ID", arguments->id, "As `attachments` lists it").required();
  command.add_option("--reason", arguments->reason, "Why it is taken off").required();
}

}  // namespace sixscope::apps
