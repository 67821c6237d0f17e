#pragma once

#include <string_view>

#include "enrich/catalogue.h"

namespace sixscope::adapters {

/// Reads `[[application]]` tables (id, title, domains, asns, prefixes) of a TOML text. What is not
/// as it should be is an error in `context`, with its line.
void read_applications_toml(std::string_view file, std::string_view text,
                            enrich::CatalogueReader& catalogue, enrich::ReadContext& context);
/// Likewise `[[cdn]]` tables, whose suffixes are called `cnames`.
void read_cdns_toml(std::string_view file, std::string_view text,
                    enrich::CatalogueReader& catalogue, enrich::ReadContext& context);
/// Reads a dictionary: `[[network]]` tables with the columns of the CSV form, and `[[rule]]` tables
/// (prefix; optional protocol, port or ports = [first, last]; application and/or cdn).
void read_dictionary_toml(std::string_view file, std::string_view text,
                          enrich::ReadContext& context);

}  // namespace sixscope::adapters
