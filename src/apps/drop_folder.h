#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/account_store.h"
#include "registry/import_desk.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "table/sheet.h"

namespace sixscope::apps {

/// What a watched folder works with. Borrowed things outlive it.
struct DropDoor {
  std::filesystem::path folder;
  table::Limits limits = {};
  registry::ObjectStore& store;
  std::shared_ptr<const registry::Kinds> kinds;
  const Clock& clock;
  /// What the account that a sub-folder is named like may do; "" for files that lie in the folder
  /// itself. `unavailable`: asked again later; any other error refuses the file.
  std::function<Result<registry::Scope>(const std::string& account)> scope_of;
  /// A line for the log.
  std::function<void(const std::string& words)> notice;
};

/// A folder that spreadsheets are dropped into: a door of the import desk.
///
/// `drop/gd-mobile/june.xlsx` belongs to the account gd-mobile and is bounded by its scope. A file
/// is taken when it is as it was at the look before. What was imported goes to `done/` beside it,
/// with its receipt (`june.3f9a2c1d.receipt.json`); what was not to `refused/`, with every fault
/// (`.faults.json`) and, where cells are wrong, the sheet with a column more (`.errors.xlsx`, or
/// .csv). The mark in the names is of path, file and content, and so is the receipt's identifier: a
/// file that was imported but not yet moved when the program was killed is known again, and only
/// moved; the same content put there again, be it with the time it had, is another file. Hidden
/// files and those of editors (`.x`, `~$x.xlsx`, `x.tmp`, `x.part`, `x~`) are left alone, and so is
/// what is no plain file, symbolic links among them.
///
/// Not safe from several threads.
class DropFolder {
 public:
  explicit DropFolder(DropDoor door);

  /// Looks once, and works off what may be taken; stops between two files if asked to. How many
  /// files were imported or refused; `unavailable` if the folder cannot be read.
  Result<std::size_t> look(const std::stop_token& stop = {});

 private:
  /// How a file was when it was looked at.
  struct Seen {
    std::uint64_t inode = 0;
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;  ///< As the file system has it: no program can set it back.
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  /// One file that is being taken.
  struct Dropped;

  Result<void> gather(const std::filesystem::path& folder, const std::string& account,
                      std::size_t depth);
  static Result<Seen> seen_of(const std::filesystem::path& file);
  /// Whether it was imported or refused; an error leaves it where it is, until later.
  Result<void> take(const std::filesystem::path& file, const std::string& account,
                    const Seen& seen);
  Result<void> import(Dropped& dropped);
  Result<void> finish(const Dropped& dropped, const registry::Receipt& receipt) const;
  /// Of a file or an account that the desk does not even look at.
  Result<void> refuse(const Dropped& dropped, const Error& error) const;
  Result<void> refuse(const Dropped& dropped, const registry::Kind& kind, const table::Sheet& sheet,
                      const registry::Imported& imported) const;
  Result<void> move_to(const Dropped& dropped, const std::string& where) const;
  Result<void> publish(const Dropped& dropped, const std::string& where,
                       const std::vector<std::pair<std::string, std::string>>& files,
                       const std::string& words) const;
  /// Once for each file and word; the file is tried again after more and more looks.
  void complain(const std::filesystem::path& file, const std::string& words);
  bool waits(const std::filesystem::path& file);

  const DropDoor door_;
  std::map<std::filesystem::path, std::pair<Seen, std::string>> before_;  // With the account.
  std::map<std::filesystem::path, std::pair<Seen, std::string>> now_;
  struct Trouble {
    std::string words;
    std::size_t skipped = 0;
    std::size_t to_skip = 0;
  };
  std::map<std::filesystem::path, Trouble> troubles_;
};

/// What a sub-folder's account may do: its scope, or everything as `local` where there are no
/// accounts. `forbidden` for a disabled one, and, where there are accounts, for "".
[[nodiscard]] Result<registry::Scope> scope_of_folder(const registry::AccountStore& accounts,
                                                      const std::string& account);

/// Looks into a folder at intervals, on a thread of its own, until destroyed.
class DropWatch {
 public:
  DropWatch(DropDoor door, std::chrono::milliseconds period);
  ~DropWatch() = default;
  DropWatch(const DropWatch&) = delete;
  DropWatch& operator=(const DropWatch&) = delete;

 private:
  void run(const std::stop_token& stop);

  std::function<void(const std::string&)> notice_;
  DropFolder folder_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread thread_;  // Last: it uses what stands above.
};

}  // namespace sixscope::apps
