#pragma once

#include <string>

#include "enrich/lists.h"

namespace sixscope::adapters {

/// Adds every network of a MaxMind DB file (country, city or ASN databases of MaxMind, DB-IP,
/// IPinfo and others of that format) to the layer `mmdb`: country, for China the province by
/// its subdivision code, and AS number. A file that cannot be opened or is damaged is an error in
/// `context`; nothing of it is used then. Networks that say none of these are left out.
///
/// Databases of IPv6 hold IPv4 under ::/96, and aliases of it (6to4, Teredo, mapped) that are not
/// followed twice.
void read_mmdb(const std::string& path, enrich::ReadContext& context);

}  // namespace sixscope::adapters
