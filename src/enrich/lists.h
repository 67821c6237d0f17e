#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "enrich/regions.h"
#include "enrich/snapshot.h"
#include "enrich/vocabulary.h"

namespace sixscope::enrich {

/// Where the readers below put rows and complaints, and what they check against. References are
/// borrowed for the calls.
struct ReadContext {
  SnapshotBuilder& builder;
  Vocabularies& names;
  const Regions& regions;
  std::chrono::sys_days as_of;  ///< Dated rows count if this day is one of theirs.
};

/// One network of a dictionary as text, from CSV or TOML. Empty: not said.
struct NetworkText {
  std::string_view prefix;
  std::string_view region;     ///< GB/T 2260, six digits.
  std::string_view operator_;  ///< An identifier of catalogue/operators.csv.
  std::string_view access;     ///< fixed, mobile, idc, leased_line.
  std::string_view role;       ///< user, server, infrastructure.
  std::string_view name;
  std::string_view application;
  std::string_view cdn;
  std::string_view valid_from;  ///< First day, YYYY-MM-DD.
  std::string_view valid_to;    ///< Last day.
  std::uint32_t line = 0;
};

/// Checks the networks of one dictionary file and adds those valid at `context.as_of`. Every fault
/// is an error with its line: nothing of the load is used then.
void read_networks(std::string_view file, const std::vector<NetworkText>& networks,
                   ReadContext& context);
/// Reads a dictionary in CSV: a header line names the columns (those of NetworkText, `operator`
/// without underscore) in any order, `prefix` must be there.
void read_dictionary_csv(std::string_view file, std::string_view text, ReadContext& context);

/// Reads one prefix a line, `#` comments: all of `facts`. Bad lines are errors.
void read_prefix_list(std::string_view file, std::string_view text, const Facts& facts,
                      ReadContext& context);
/// Reads a geofeed (RFC 8805: prefix,country,region,city,postal). CN-44 and CN-GD become 440000;
/// regions outside China give the country only. As RFC 8805 s.2.1 asks, a bad line is left out
/// alone: a warning.
void read_geofeed(std::string_view file, std::string_view text, ReadContext& context);
/// Reads "start TAB end TAB asn TAB country TAB name" (ranges, both families). Bad, overlapping or
/// backward ranges are errors.
void read_ip_to_asn(std::string_view file, std::string_view text, ReadContext& context);
/// Reads the registries' "delegated-extended" statistics: country of ipv4 and ipv6 lines that are
/// allocated or assigned. Bad lines are errors.
void read_delegated(std::string_view file, std::string_view text, ReadContext& context);

}  // namespace sixscope::enrich
