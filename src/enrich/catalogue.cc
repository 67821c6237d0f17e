#include "enrich/catalogue.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "enrich/csv.h"

namespace sixscope::enrich {
namespace {

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

}  // namespace

void CatalogueReader::complain(std::string_view file, std::uint32_t line, std::string what,
                               std::string remedy) {
  context_->builder.problems().add({.file = std::string(file),
                                    .line = line,
                                    .severity = Severity::error,
                                    .what = std::move(what),
                                    .remedy = std::move(remedy)});
}

bool CatalogueReader::claim(std::string_view what, NameId id, std::string_view file,
                            std::uint32_t line) {
  const auto [claimed, fresh] = claims_.try_emplace(
      std::string(what), Claim{id, std::string(file) + ":" + std::to_string(line)});
  if (!fresh && claimed->second.id != id) {
    complain(file, line,
             std::string(what) + " stands for something else at " + claimed->second.where,
             "leave it with one of the two");
    return false;
  }
  return true;
}

void CatalogueReader::read_operators_csv(std::string_view file, std::string_view text) {
  CsvReader csv(text);
  const auto header = csv.next();
  if (!header || header->size() != 4 || (*header)[0] != "id" || (*header)[3] != "asns") {
    complain(file, 1, "no header line", "begin with id,zh,en,asns");
    return;
  }
  while (const auto row = csv.next()) {
    if (row->size() != 4 || !is_identifier((*row)[0])) {
      complain(file, csv.line(), "not an operator",
               "give id (a-z, 0-9, _), both names, and AS numbers with spaces between");
      continue;
    }
    const NameId id = context_->names.operators.intern(
        (*row)[0], {.zh = std::string((*row)[1]), .en = std::string((*row)[2])});
    std::string_view left = (*row)[3];
    while (!left.empty()) {
      const auto space = left.find(' ');
      const auto asn = number(left.substr(0, space));
      if (!asn || *asn == 0) {
        complain(file, csv.line(), "'" + std::string(left.substr(0, space)) + "' is no AS number",
                 "write numbers only, without AS");
      } else if (claim("operator AS" + std::to_string(*asn), id, file, csv.line())) {
        owners_[*asn].operator_ = id;
      }
      left.remove_prefix(space == std::string_view::npos ? left.size() : space + 1);
    }
  }
}

void CatalogueReader::add_applications(std::string_view file,
                                       const std::vector<CatalogueEntry>& entries) {
  add(file, entries, context_->names.applications, &NameTable::Meaning::application,
      &AsnOwner::application);
}

void CatalogueReader::add_cdns(std::string_view file, const std::vector<CatalogueEntry>& entries) {
  add(file, entries, context_->names.cdns, &NameTable::Meaning::cdn, &AsnOwner::cdn);
}

void CatalogueReader::add(std::string_view file, const std::vector<CatalogueEntry>& entries,
                          Vocabulary& names, Member member, NameId AsnOwner::* owner) {
  const bool cdn = member == &NameTable::Meaning::cdn;
  const std::string kind = cdn ? "cdn " : "application ";
  std::vector<LayerRow> rows;
  const std::uint16_t file_number = context_->builder.add_file(std::string(file));
  for (const CatalogueEntry& entry : entries) {
    if (!is_identifier(entry.id)) {
      complain(file, entry.line, "'" + entry.id + "' is no identifier",
               "give id of small letters, digits and _");
      continue;
    }
    const bool titled = !entry.title.zh.empty() || !entry.title.en.empty();
    const NameId id = titled ? names.intern(entry.id, entry.title) : names.intern(entry.id);
    for (const std::string& domain : entry.domains) {
      add_domain(kind, file, entry, id, domain, member);
    }
    for (const std::uint32_t asn : entry.asns) {
      if (claim(kind + "AS" + std::to_string(asn), id, file, entry.line)) {
        owners_[asn].*owner = id;
      }
    }
    for (const std::string& text : entry.prefixes) {
      const auto prefix = net::Prefix::parse(text);
      if (!prefix) {
        complain(file, entry.line, "'" + text + "' is no prefix: " + describe(prefix.error()),
                 "write it as 2001:db8::/32 or 192.0.2.0/24");
        continue;
      }
      Facts facts;
      (cdn ? facts.cdn : facts.application) = id;
      rows.push_back({.prefix = *prefix, .facts = facts, .line = entry.line, .file = file_number});
    }
  }
  context_->builder.add(Layer::prefix_list, std::move(rows));
}

void CatalogueReader::add_domain(std::string_view kind, std::string_view file,
                                 const CatalogueEntry& entry, NameId id, std::string_view domain,
                                 Member member) {
  if (!is_domain_name(domain)) {
    complain(file, entry.line, "'" + std::string(domain.substr(0, 80)) + "' is no domain name",
             "write it as example.cn, without a star or a scheme");
    return;
  }
  if (claim(std::string(kind) + lower(domain), id, file, entry.line)) {
    NameTable::Row row{.suffix = std::string(domain), .meaning = {}};
    row.meaning.*member = id;
    names_.push_back(std::move(row));
  }
}

void CatalogueReader::finish() {
  context_->builder.set_names(NameTable(names_));
  for (const auto& [asn, owner] : owners_) {
    context_->builder.add_owner(Asn(asn), owner);
  }
}

std::vector<InterfaceRule> read_interfaces_csv(std::string_view file, std::string_view text,
                                               Problems& problems) {
  std::vector<InterfaceRule> rules;
  CsvReader csv(text);
  const auto complain = [&](std::string what, std::string remedy) {
    problems.add({.file = std::string(file),
                  .line = csv.line(),
                  .severity = Severity::error,
                  .what = std::move(what),
                  .remedy = std::move(remedy)});
  };
  const auto header = csv.next();
  if (!header || header->size() != 3 || (*header)[0] != "exporter" || (*header)[1] != "interface" ||
      (*header)[2] != "role") {
    complain("no header line", "begin with exporter,interface,role");
    return rules;
  }
  while (const auto row = csv.next()) {
    if (row->size() != 3) {
      complain("not three fields", "write exporter,interface,role");
      continue;
    }
    const auto exporter = net::IpAddress::parse((*row)[0]);
    const bool any = (*row)[1] == "*";
    const std::uint32_t interface = number((*row)[1]).value_or(0);
    const auto role =
        std::find(kInterfaceRoleNames.begin() + 1, kInterfaceRoleNames.end(), (*row)[2]);
    if (!exporter || (interface == 0 && !any) || role == kInterfaceRoleNames.end()) {
      complain(!exporter ? "'" + std::string((*row)[0]) + "' is no address"
               : role == kInterfaceRoleNames.end()
                   ? "'" + std::string((*row)[2]) + "' is no role"
                   : "'" + std::string((*row)[1]) + "' is no interface number",
               "write an address, an ifIndex or *, and boundary, user or core");
      continue;
    }
    rules.push_back({.exporter = *exporter,
                     .interface = interface,
                     .role = static_cast<InterfaceRole>(role - kInterfaceRoleNames.begin())});
  }
  return rules;
}

void read_rules(std::string_view file, const std::vector<RuleText>& rules, ReadContext& context) {
  for (const RuleText& text : rules) {
    const auto complain = [&](std::string what, std::string remedy) {
      context.builder.problems().add({.file = std::string(file),
                                      .line = text.line,
                                      .severity = Severity::error,
                                      .what = std::move(what),
                                      .remedy = std::move(remedy)});
    };
    const auto prefix = net::Prefix::parse(text.prefix);
    const auto protocol = text.protocol.empty()    ? std::optional<std::uint32_t>(0)
                          : text.protocol == "tcp" ? std::optional<std::uint32_t>(6)
                          : text.protocol == "udp" ? std::optional<std::uint32_t>(17)
                                                   : number(text.protocol);
    const auto application = context.names.applications.find(text.application);
    const auto cdn = context.names.cdns.find(text.cdn);
    const bool unknown_name = (!text.application.empty() && !application) ||
                              (!text.cdn.empty() && !cdn) ||
                              (text.application.empty() && text.cdn.empty());
    if (!prefix) {
      complain("'" + std::string(text.prefix) + "' is no prefix: " + describe(prefix.error()),
               "write it as 2001:db8::/32 or 192.0.2.0/24");
    } else if (!protocol || *protocol > 255) {
      complain("'" + std::string(text.protocol) + "' is no protocol", "write tcp, udp or a number");
    } else if (text.port_first > text.port_last || text.port_last > 65'535) {
      complain("the ports are no range", "write port = 443 or ports = [8000, 8080]");
    } else if (unknown_name) {
      complain("the rule names no known application or CDN",
               "give application or cdn an identifier of the catalogue");
    } else {
      context.builder.add_rule(*prefix, {.protocol = static_cast<std::uint8_t>(*protocol),
                                         .port_first = static_cast<std::uint16_t>(text.port_first),
                                         .port_last = static_cast<std::uint16_t>(text.port_last),
                                         .application = application.value_or(0),
                                         .cdn = cdn.value_or(0)});
    }
  }
}

}  // namespace sixscope::enrich
