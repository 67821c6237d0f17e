#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/guarded.h"
#include "registry/import_desk.h"

namespace sixscope::api {

/// How far imports are that are under way, by account and the name that the sender gave each. Safe
/// from any thread. Nothing stays of an import that ended.
class ImportWatch {
 public:
  using Name = std::pair<std::string, std::string>;

  /// One import while it is under way.
  class Import {
   public:
    /// An import that nobody gave a name (the second of `name` is empty) is not to be seen.
    Import(ImportWatch& watch, Name name);
    ~Import();
    Import(const Import&) = delete;
    Import& operator=(const Import&) = delete;

    void tell(const registry::ImportProgress& progress);

   private:
    ImportWatch& watch_;
    const Name name_;
  };

  /// Nothing where no import of that name is under way.
  [[nodiscard]] std::optional<registry::ImportProgress> of(const Name& name);

 private:
  // How many go by the name, since nobody keeps a sender from using one twice, and how far.
  struct Known {
    std::size_t imports = 0;
    registry::ImportProgress progress;
  };
  Guarded<std::map<Name, Known>> known_;
};

}  // namespace sixscope::api
