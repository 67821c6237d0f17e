#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/count_once.h"
#include "enrich/lists.h"
#include "enrich/name_table.h"

namespace sixscope::enrich {

/// One application or CDN as a catalogue file has it.
struct CatalogueEntry {
  std::string id;
  Title title = {};
  std::vector<std::string> domains = {};  ///< Suffixes: of server names, or of CNAME targets.
  std::vector<std::uint32_t> asns = {};   ///< AS numbers that serve nothing else.
  std::vector<std::string> prefixes = {};
  std::uint32_t line = 0;
};

/// Reads operators, applications and CDNs: names, titles, suffixes, AS numbers, blocks. They must
/// be read before dictionaries, which refer to them. A suffix, AS number or identifier that stands
/// for two different things is an error; one thing may be described in several files.
class CatalogueReader {
 public:
  explicit CatalogueReader(ReadContext& context) : context_(&context) {}

  /// Columns id, zh, en, asns (numbers with spaces between).
  void read_operators_csv(std::string_view file, std::string_view text);
  void add_applications(std::string_view file, const std::vector<CatalogueEntry>& entries);
  void add_cdns(std::string_view file, const std::vector<CatalogueEntry>& entries);
  /// Hands names and AS numbers to the builder.
  void finish();

 private:
  using Member = NameId NameTable::Meaning::*;
  struct Claim {
    NameId id;
    std::string where;
  };
  void add(std::string_view file, const std::vector<CatalogueEntry>& entries, Vocabulary& names,
           Member member, NameId AsnOwner::* owner);
  void add_domain(std::string_view kind, std::string_view file, const CatalogueEntry& entry,
                  NameId id, std::string_view domain, Member member);
  // True if nobody else has claimed `what`; complains otherwise.
  bool claim(std::string_view what, NameId id, std::string_view file, std::uint32_t line);
  void complain(std::string_view file, std::uint32_t line, std::string what, std::string remedy);

  ReadContext* context_;
  std::vector<NameTable::Row> names_;
  std::map<std::uint32_t, AsnOwner> owners_;
  std::map<std::string, Claim, std::less<>> claims_;
};

/// Reads roles of interfaces in CSV: exporter, interface (ifIndex, or `*` for all others), role
/// (boundary, user, core). Faults go to `problems` and the row is left out.
[[nodiscard]] std::vector<InterfaceRule> read_interfaces_csv(std::string_view file,
                                                             std::string_view text,
                                                             Problems& problems);

/// An operator's rule as text, from TOML.
struct RuleText {
  std::string_view prefix;
  std::string_view protocol;     ///< tcp, udp, a number, or empty: any.
  std::uint32_t port_first = 0;  ///< Of the server.
  std::uint32_t port_last = 65'535;
  std::string_view application;
  std::string_view cdn;
  std::uint32_t line = 0;
};
/// Checks the rules of one file and adds them. Faults are errors.
void read_rules(std::string_view file, const std::vector<RuleText>& rules, ReadContext& context);

}  // namespace sixscope::enrich
