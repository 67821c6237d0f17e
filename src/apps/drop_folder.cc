#include "apps/drop_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include "api/import_answer.h"
#include "api/import_refusals.h"
#include "apps/sheet_files.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "base/whole_file.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;
using registry::Kind;

constexpr std::size_t kDepthMax = 4;
constexpr std::size_t kMark = 8;       // Hexadecimal digits in a name.
constexpr std::size_t kIdDigits = 32;  // And in a receipt's identifier.
constexpr std::size_t kNameMax = 255;  // Bytes, as file systems have it.
constexpr const char* kDone = "done";
constexpr const char* kRefused = "refused";

// Of editors and of programs that are still writing.
bool is_left_alone(const std::string& name) {
  constexpr std::array kEnds = {".tmp", ".part", ".partial", ".crdownload", ".filepart", ".swp"};
  return name.starts_with('.') || name.starts_with("~$") || name.ends_with('~') ||
         std::ranges::any_of(kEnds, [&](const char* end) { return name.ends_with(end); });
}

tl::unexpected<Error> broken(const fs::path& file, std::string_view rule, int why) {
  const auto code = why == ENOENT ? Errc::not_found : Errc::unavailable;
  return fail_because(file.string() + ": " + std::strerror(why), code, rule);
}

// `name` cut to `bytes`, never within a character.
std::string cut(std::string name, std::size_t bytes) {
  std::size_t size = 0;
  while (size < name.size()) {
    const std::size_t next = size + std::max<std::size_t>(utf8_sequence(name, size), 1);
    if (next > bytes) {
      break;
    }
    size = next;
  }
  name.resize(size);
  return name;
}

// What a reader finds under the name is complete.
Result<void> write_beside(const fs::path& file, const std::string& bytes) {
  return write_whole(
      file, bytes,
      {.rule = "cannot write beside a dropped file",
       .beside = file.parent_path() / ("." + cut(file.filename().string(), 200) + ".part"),
       .forced = false});
}

const table::Sheet* first_visible(const std::vector<table::Sheet>& sheets) {
  const auto found = std::ranges::find(sheets, false, &table::Sheet::hidden);
  return found == sheets.end() ? nullptr : &*found;
}

// The file's bytes, and one more than allowed where it has more, so that a reader refuses.
Result<std::string> read_whole(const fs::path& file, std::size_t most) {
  const Descriptor open(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!open.ok()) {
    return broken(file, "a dropped file cannot be opened", errno);
  }
  std::string bytes;
  constexpr std::size_t kPiece = 1U << 20U;
  ::ssize_t got = 1;
  while (got > 0 && bytes.size() <= most) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kPiece);
    got = ::read(open.number(), bytes.data() + before, kPiece);
    bytes.resize(before + static_cast<std::size_t>(std::max<::ssize_t>(got, 0)));
  }
  return got < 0 ? Result<std::string>(broken(file, "a dropped file cannot be read", errno))
                 : Result<std::string>(std::move(bytes));
}

}  // namespace

struct DropFolder::Dropped {
  fs::path file;
  std::string account;
  Seen seen;
  std::string bytes = {};
  std::string sha256 = {};
  std::string id = {};
  std::string mark = {};
  registry::Scope scope = {.account = {}};

  // "june.3f9a2c1d" with `end` behind, in the folder `where` beside the file.
  [[nodiscard]] fs::path name(const std::string& where, const std::string& end) const {
    const std::size_t taken = 1 + mark.size() + end.size();
    return file.parent_path() / where /
           (cut(file.stem().string(), kNameMax - taken) + "." + mark + end);
  }
};

DropFolder::DropFolder(DropDoor door) : door_(std::move(door)) {}

Result<std::size_t> DropFolder::look(const std::stop_token& stop) {
  now_.clear();
  if (const auto gathered = gather(door_.folder, "", 0); !gathered) {
    return fail_like(gathered);
  }
  std::erase_if(troubles_, [](const auto& one) {
    std::error_code wrong;
    return !fs::exists(fs::symlink_status(one.first, wrong));
  });
  std::size_t taken = 0;
  for (const auto& [file, what] : now_) {
    if (stop.stop_requested()) {
      break;
    }
    const auto known = before_.find(file);
    if (known == before_.end() || known->second.first != what.first || waits(file)) {
      continue;  // New, or still being written.
    }
    if (const auto done = take(file, what.second, what.first); done) {
      ++taken;
      troubles_.erase(file);
    } else if (done.error().code != Errc::not_found) {  // Somebody took it away again.
      complain(file, describe(done.error()));
    }
  }
  std::swap(before_, now_);
  return taken;
}

Result<void> DropFolder::gather(const fs::path& folder, const std::string& account,
                                std::size_t depth) {
  std::error_code wrong;
  for (fs::directory_iterator each(folder, wrong), end; !wrong && each != end;
       each.increment(wrong)) {
    const std::string name = each->path().filename().string();
    const fs::file_status status = each->symlink_status(wrong);
    if (wrong || is_left_alone(name)) {
      wrong.clear();
      continue;
    }
    if (fs::is_directory(status) && name != kDone && name != kRefused && depth < kDepthMax) {
      if (const auto below = gather(each->path(), depth == 0 ? name : account, depth + 1); !below) {
        complain(each->path(), describe(below.error()));
      }
    } else if (fs::is_regular_file(status)) {
      if (const auto seen = seen_of(each->path())) {
        now_.emplace(each->path(), std::pair(*seen, account));
      }
    }
  }
  return wrong ? fail_because(folder.string() + ": " + wrong.message(), Errc::unavailable,
                              "the drop folder cannot be read")
               : Result<void>();
}

Result<DropFolder::Seen> DropFolder::seen_of(const fs::path& file) {
  struct ::stat found{};
  if (::lstat(file.c_str(), &found) != 0) {
    return broken(file, "a dropped file cannot be looked at", errno);
  }
  if (!S_ISREG(found.st_mode)) {
    return fail(Errc::not_found, "it is no plain file any more");
  }
  constexpr std::int64_t kNano = 1'000'000'000;
  return Seen{.inode = found.st_ino,
              .bytes = static_cast<std::uint64_t>(found.st_size),
              .modified_ns = found.st_mtim.tv_sec * kNano + found.st_mtim.tv_nsec,
              .changed_ns = found.st_ctim.tv_sec * kNano + found.st_ctim.tv_nsec};
}

Result<void> DropFolder::take(const fs::path& file, const std::string& account, const Seen& seen) {
  Dropped dropped{.file = file, .account = account, .seen = seen};
  auto bytes = read_whole(file, door_.limits.file_bytes);
  if (!bytes) {
    return fail_like(bytes);
  }
  dropped.bytes = *std::move(bytes);
  dropped.sha256 = sha256_of(dropped.bytes);
  const std::string named =
      fmt::format("{}\n{}\n{}\n{}\n{}", file.lexically_relative(door_.folder).string(), seen.inode,
                  seen.modified_ns, seen.changed_ns, dropped.sha256);
  const std::string digits = sha256_of(named);
  dropped.id = "folder-" + digits.substr(0, kIdDigits);
  dropped.mark = digits.substr(0, kMark);
  auto scope = door_.scope_of(account);
  if (!scope) {
    return scope.error().code == Errc::unavailable ? fail_like(scope)
                                                   : refuse(dropped, scope.error());
  }
  dropped.scope = *std::move(scope);
  const auto known = door_.store.receipt(dropped.id, dropped.scope);
  if (known) {
    return finish(dropped, *known);  // Imported before, and the program ended before it was moved.
  }
  return known.error().code == Errc::not_found ? import(dropped) : fail_like(known);
}

Result<void> DropFolder::import(Dropped& dropped) {
  const auto sheets = read_sheets(dropped.bytes, dropped.file.stem().string(), door_.limits);
  if (!sheets) {
    return refuse(dropped, sheets.error());
  }
  const table::Sheet* const sheet = first_visible(*sheets);
  const std::string sender = dropped.account.empty() ? dropped.scope.account : dropped.account;
  const auto known = sheet == nullptr
                         ? Result<const Kind*>(nullptr)
                         : registry::kind_of_sheet(door_.store, *door_.kinds, *sheet, sender);
  if (!known) {
    return fail_like(known);
  }
  const Kind* const kind = *known;
  if (kind == nullptr) {
    return refuse(dropped, Error{.code = Errc::malformed, .rule = api::kKindUnknown});
  }
  registry::ImportRequest request;
  request.receipt_id = dropped.id;
  request.door = "folder";
  request.sender = sender;
  request.options.faults_listed = registry::kFaultsForSheet;
  request.file = dropped.file.filename().string();
  request.sha256 = dropped.sha256;
  request.at = request.effective = door_.clock.now();
  const auto imported =
      registry::import_sheet(door_.store, *door_.kinds, *kind, *sheet, request, dropped.scope);
  if (!imported && imported.error().code == Errc::conflict) {
    // Another server may have been faster. Otherwise the desk tried again: it stays a conflict.
    const auto receipt = door_.store.receipt(dropped.id, dropped.scope);
    if (receipt) {
      return finish(dropped, *receipt);
    }
    return receipt.error().code == Errc::not_found ? refuse(dropped, imported.error())
                                                   : fail_like(receipt);  // It may be imported.
  }
  if (!imported) {
    return imported.error().code == Errc::unavailable ? fail_like(imported)
                                                      : refuse(dropped, imported.error());
  }
  return imported->receipt ? finish(dropped, *imported->receipt)
                           : refuse(dropped, *kind, *sheet, *imported);
}

Result<void> DropFolder::finish(const Dropped& dropped, const registry::Receipt& receipt) const {
  JsonWriter out;
  api::write_receipt(out, receipt);
  return publish(dropped, kDone, {{".receipt.json", std::move(out).take() + "\n"}},
                 fmt::format("imported: {} new, {} changed, {} unchanged; receipt {}",
                             receipt.created, receipt.changed, receipt.unchanged, receipt.id));
}

Result<void> DropFolder::refuse(const Dropped& dropped, const Error& error) const {
  JsonWriter out;
  out.begin_object()
      .member("file", dropped.file.filename().string())
      .member("sha256", dropped.sha256);
  out.key("refused").raw(api::refusal_json(error)).end_object();
  return publish(dropped, kRefused, {{".faults.json", std::move(out).take() + "\n"}},
                 "refused: " + describe(error));
}

Result<void> DropFolder::refuse(const Dropped& dropped, const Kind& kind, const table::Sheet& sheet,
                                const registry::Imported& imported) const {
  const bool is_book = dropped.bytes.starts_with("PK");
  auto book = write_book({{registry::error_sheet(sheet, imported.plan, registry::Language::zh)}},
                         is_book ? "xlsx" : "csv");
  if (!book) {
    return fail_like(book);
  }
  const std::string file = dropped.file.filename().string();
  std::string json = api::import_json(
      {.file = file, .sha256 = dropped.sha256, .kind = kind, .imported = imported});
  return publish(
      dropped, kRefused,
      {{is_book ? ".errors.xlsx" : ".errors.csv", *std::move(book)}, {".faults.json", json + "\n"}},
      fmt::format("refused: {} faults in {} rows", imported.plan.faults_all(),
                  imported.plan.rows.size()));
}

// What there is to say first, then the file itself: a file that is away has its answer.
Result<void> DropFolder::publish(const Dropped& dropped, const std::string& where,
                                 const std::vector<std::pair<std::string, std::string>>& files,
                                 const std::string& words) const {
  const fs::path folder = dropped.file.parent_path() / where;
  std::error_code wrong;
  fs::create_directory(folder, wrong);
  if (!fs::is_directory(fs::symlink_status(folder, wrong))) {  // Not through somebody's link.
    return fail_because(folder.string(), Errc::unavailable,
                        "no folder for dropped files that are dealt with; may this user make it?");
  }
  for (const auto& [end, bytes] : files) {
    if (const auto written = write_beside(dropped.name(where, end), bytes); !written) {
      return written;
    }
  }
  const auto moved = move_to(dropped, where);
  if (moved) {
    door_.notice(dropped.file.string() + ": " + words);
  }
  return moved;
}

// Not if it was written anew meanwhile: then it is another file, and its turn comes.
Result<void> DropFolder::move_to(const Dropped& dropped, const std::string& where) const {
  const auto seen = seen_of(dropped.file);
  if (!seen || *seen != dropped.seen) {
    return {};
  }
  std::error_code wrong;
  fs::rename(dropped.file, dropped.name(where, dropped.file.extension().string()), wrong);
  return wrong ? fail_because(dropped.file.string() + ": " + wrong.message(), Errc::unavailable,
                              "a dropped file cannot be moved; may this user write there?")
               : Result<void>();
}

void DropFolder::complain(const fs::path& file, const std::string& words) {
  constexpr std::size_t kSkippedMax = 60;
  Trouble& trouble = troubles_[file];
  if (std::exchange(trouble.words, words) != words) {
    door_.notice(words);
  }
  trouble.skipped = std::min(trouble.skipped * 2 + 1, kSkippedMax);
  trouble.to_skip = trouble.skipped;
}

bool DropFolder::waits(const fs::path& file) {
  const auto trouble = troubles_.find(file);
  if (trouble == troubles_.end() || trouble->second.to_skip == 0) {
    return false;
  }
  --trouble->second.to_skip;
  return true;
}

Result<registry::Scope> scope_of_folder(const registry::AccountStore& accounts,
                                        const std::string& account) {
  const auto any = accounts.any();
  if (!any) {
    return fail_like(any);
  }
  if (!*any) {
    return registry::Scope::everything(std::string(registry::kLocalAccount));
  }
  if (account.empty()) {
    return fail(Errc::forbidden, "put the file into a folder that is named like an account");
  }
  const auto found = accounts.account(account);
  if (!found) {
    return fail_like(found);
  }
  if (found->disabled) {
    return fail_because(account, Errc::forbidden, "the account is disabled");
  }
  return registry::Scope{.account = found->id,
                         .all = found->all,
                         .regions = found->regions,
                         .owners = found->owners,
                         .may_write = found->may_write,
                         .sees_sensitive = found->sees_sensitive};
}

DropWatch::DropWatch(DropDoor door, std::chrono::milliseconds period)
    : notice_(door.notice),
      folder_(std::move(door)),
      period_(period),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void DropWatch::run(const std::stop_token& stop) {
  std::string said;
  std::unique_lock lock(mutex_);
  do {
    const auto looked = folder_.look(stop);
    const std::string words = looked ? "" : describe(looked.error());
    if (std::exchange(said, words) != words && !words.empty()) {
      notice_(words);
    }
    ended_.wait_for(lock, stop, period_, [] { return false; });
  } while (!stop.stop_requested());
}

}  // namespace sixscope::apps
