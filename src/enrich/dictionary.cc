#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <optional>

#include "enrich/csv.h"
#include "enrich/lists.h"

namespace sixscope::enrich {
namespace {

using std::chrono::sys_days;

struct DatedRow {
  LayerRow row;
  sys_days from;
  sys_days to;
};

// Reads YYYY-MM-DD.
std::optional<sys_days> date(std::string_view text) {
  const auto part = [text](std::size_t begin, std::size_t size) {
    int value = -1;
    const char* first = text.data() + begin;
    const auto [end, error] = std::from_chars(first, first + size, value);
    return error == std::errc() && end == first + size ? value : -1;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const int year = part(0, 4);
  const int month = part(5, 2);
  const int day = part(8, 2);
  if (year < 0 || month < 0 || day < 0) {
    return std::nullopt;
  }
  const std::chrono::year_month_day whole{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(month)),
                                          std::chrono::day(static_cast<unsigned>(day))};
  return whole.ok() ? std::optional(sys_days(whole)) : std::nullopt;
}

template <class Enum, std::size_t count>
std::optional<Enum> named(std::string_view text, const std::array<std::string_view, count>& names) {
  const auto found = std::find(names.begin(), names.end(), text);
  return found == names.end() ? std::nullopt
                              : std::optional(static_cast<Enum>(found - names.begin()));
}

// Checks the fields of one network; each fault is a problem of its own.
class NetworkReader {
 public:
  NetworkReader(std::string_view file, ReadContext& context)
      : file_(file), number_(context.builder.add_file(std::string(file))), context_(context) {}

  std::optional<DatedRow> read(const NetworkText& text) {
    faults_ = 0;
    line_ = text.line;
    DatedRow dated{.row = {}, .from = sys_days::min(), .to = sys_days::max()};
    dated.row.line = text.line;
    dated.row.file = number_;
    read_prefix(text, dated.row);
    read_place(text, dated.row.facts);
    read_names(text, dated.row.facts);
    read_dates(text, dated);
    if (faults_ == 0 && dated.row.facts == Facts{}) {
      fault("the row says nothing about " + std::string(text.prefix),
            "fill in region, operator or access, or leave the row out");
    }
    return faults_ == 0 ? std::optional(dated) : std::nullopt;
  }

  void fault(std::string what, std::string remedy) {
    ++faults_;
    context_.builder.problems().add({.file = std::string(file_),
                                     .line = line_,
                                     .severity = Severity::error,
                                     .what = std::move(what),
                                     .remedy = std::move(remedy)});
  }
  void at_line(std::uint32_t line) { line_ = line; }

 private:
  static std::string quoted(std::string_view text) {
    return "'" + std::string(text.substr(0, 80)) + "'";
  }

  void read_prefix(const NetworkText& text, LayerRow& row) {
    const auto prefix = net::Prefix::parse(text.prefix);
    if (prefix) {
      row.prefix = *prefix;
    } else {
      fault(quoted(text.prefix) + " is no prefix: " + describe(prefix.error()),
            "write it as 2001:db8::/32 or 192.0.2.0/24");
    }
  }

  void read_place(const NetworkText& text, Facts& facts) {
    if (!text.region.empty()) {
      const auto region = context_.regions.parse(text.region);
      if (!region) {
        fault(
            "region " + quoted(text.region) + " is no GB/T 2260 code",
            "write six digits that begin with a province's two, as catalogue/regions.csv has them: "
            "440000");
      }
      facts.region = region.value_or(RegionCode());
    }
    if (!text.access.empty()) {
      const auto access = named<model::Access>(text.access, model::kAccessNames);
      if (!access) {
        fault("access " + quoted(text.access) + " is not known",
              "write fixed, mobile, idc or leased_line, or leave it empty");
      }
      facts.access = access.value_or(model::Access::unknown);
    }
    if (!text.role.empty()) {
      const auto role = named<Role>(text.role, kRoleNames);
      if (!role) {
        fault("role " + quoted(text.role) + " is not known",
              "write user, server or infrastructure, or leave it empty");
      }
      facts.role = role.value_or(Role::unknown);
    }
  }

  void read_names(const NetworkText& text, Facts& facts) {
    facts.operator_ = known(context_.names.operators, "operator", text.operator_, "operators.csv");
    facts.application =
        known(context_.names.applications, "application", text.application, "applications.toml");
    facts.cdn = known(context_.names.cdns, "cdn", text.cdn, "cdns.toml");
    facts.site = context_.builder.add_site(text.name);
  }

  /// "a, b, c": the first identifiers but "unknown".
  static std::string some_of(const Vocabulary& names) {
    constexpr std::size_t kSome = 4;
    std::string list;
    for (std::size_t id = 1; id < names.size() && id <= kSome; ++id) {
      list += (id == 1 ? "" : ", ") + std::string(names.identifier(static_cast<NameId>(id)));
    }
    return list;
  }

  NameId known(const Vocabulary& names, std::string_view column, std::string_view text,
               std::string_view file) {
    if (text.empty()) {
      return 0;
    }
    const auto id = names.find(text);
    if (!id) {
      fault(std::string(column) + " " + quoted(text) + " is not known",
            "write " + some_of(names) + " or another of catalogue/" + std::string(file) +
                ", or add it there");
    }
    return id.value_or(0);
  }

  void read_dates(const NetworkText& text, DatedRow& dated) {
    const auto read = [this](std::string_view column, std::string_view value, sys_days& into) {
      if (value.empty()) {
        return;
      }
      const auto day = date(value);
      if (!day) {
        fault(std::string(column) + " " + quoted(value) + " is no date", "write it as 2026-03-01");
      }
      into = day.value_or(into);
    };
    read("valid_from", text.valid_from, dated.from);
    read("valid_to", text.valid_to, dated.to);
    if (dated.from > dated.to) {
      fault("valid_from lies behind valid_to", "exchange the two dates");
    }
  }

  std::string_view file_;
  std::uint16_t number_;
  ReadContext& context_;
  std::uint32_t line_ = 0;
  std::size_t faults_ = 0;
};

// Reports every row whose prefix an earlier row has on the same day; keeps the others.
void drop_overlaps(std::string_view file, std::vector<DatedRow>& rows, NetworkReader& reader) {
  std::stable_sort(rows.begin(), rows.end(), [](const DatedRow& a, const DatedRow& b) {
    return a.row.prefix != b.row.prefix ? a.row.prefix < b.row.prefix : a.from < b.from;
  });
  std::size_t kept = 0;
  for (const DatedRow& row : rows) {
    if (kept > 0 && rows[kept - 1].row.prefix == row.row.prefix && rows[kept - 1].to >= row.from) {
      const DatedRow& first = rows[kept - 1];
      const bool later = row.row.line > first.row.line;
      const bool same = first.row.facts == row.row.facts;
      reader.at_line(later ? row.row.line : first.row.line);
      reader.fault(row.row.prefix.to_string() + (same ? " repeats " : " contradicts ") +
                       std::string(file) + ":" +
                       std::to_string(later ? first.row.line : row.row.line),
                   "keep one of the two rows, or give them dates that do not overlap");
    } else {
      rows[kept++] = row;
    }
  }
  rows.resize(kept);
}

// Columns of a dictionary, by name.
constexpr std::pair<std::string_view, std::string_view NetworkText::*> kColumns[] = {
    {"prefix", &NetworkText::prefix},
    {"region", &NetworkText::region},
    {"operator", &NetworkText::operator_},
    {"access", &NetworkText::access},
    {"role", &NetworkText::role},
    {"name", &NetworkText::name},
    {"application", &NetworkText::application},
    {"cdn", &NetworkText::cdn},
    {"valid_from", &NetworkText::valid_from},
    {"valid_to", &NetworkText::valid_to},
};

using Column = std::string_view NetworkText::*;

// The columns that the header names; nothing, and problems, if there is a fault in it.
std::optional<std::vector<Column>> header(std::span<const std::string_view> names,
                                          NetworkReader& reader) {
  std::vector<Column> columns;
  bool good = true;
  for (const std::string_view name : names) {
    const auto* found = std::find_if(std::begin(kColumns), std::end(kColumns),
                                     [&](const auto& column) { return column.first == name; });
    if (found == std::end(kColumns) ||
        std::find(columns.begin(), columns.end(), found->second) != columns.end()) {
      reader.fault("column '" + std::string(name.substr(0, 80)) + "' is unknown or there twice",
                   "use prefix, region, operator, access, role, name, application, cdn, "
                   "valid_from, valid_to, each once");
      good = false;
      continue;
    }
    columns.push_back(found->second);
  }
  if (good && std::find(columns.begin(), columns.end(), &NetworkText::prefix) == columns.end()) {
    reader.fault("the header has no column 'prefix'", "name the columns in the first line");
    good = false;
  }
  return good ? std::optional(columns) : std::nullopt;
}

void add_valid(std::string_view file, std::vector<DatedRow> rows, NetworkReader& reader,
               ReadContext& context) {
  drop_overlaps(file, rows, reader);
  std::vector<LayerRow> valid;
  valid.reserve(rows.size());
  for (const DatedRow& row : rows) {
    if (row.from <= context.as_of && context.as_of <= row.to) {
      valid.push_back(row.row);
    }
  }
  context.builder.add(Layer::dictionary, std::move(valid));
}

}  // namespace

void read_networks(std::string_view file, const std::vector<NetworkText>& networks,
                   ReadContext& context) {
  NetworkReader reader(file, context);
  std::vector<DatedRow> rows;
  for (const NetworkText& network : networks) {
    if (const auto row = reader.read(network)) {
      rows.push_back(*row);
    }
  }
  add_valid(file, std::move(rows), reader, context);
}

void read_dictionary_csv(std::string_view file, std::string_view text, ReadContext& context) {
  NetworkReader reader(file, context);
  CsvReader csv(text);
  const auto names = csv.next();
  reader.at_line(csv.line());
  if (!names) {
    reader.fault("the file is empty", "begin with a header line: prefix,region,operator,access");
    return;
  }
  const auto columns = header(*names, reader);
  if (!columns) {
    return;
  }
  std::vector<DatedRow> rows;
  while (const auto fields = csv.next()) {
    reader.at_line(csv.line());
    if (fields->size() != columns->size() || csv.overlong()) {
      reader.fault(std::to_string(fields->size()) + " fields where the header has " +
                       std::to_string(columns->size()),
                   "give each column a field, empty or not; quote fields that hold a comma");
      continue;
    }
    NetworkText network;
    network.line = csv.line();
    for (std::size_t i = 0; i < columns->size(); ++i) {
      network.*(*columns)[i] = (*fields)[i];
    }
    if (const auto row = reader.read(network)) {
      rows.push_back(*row);
    }
  }
  if (csv.quote_open()) {
    reader.fault("a quoted field is never closed", "add the missing quote");
  }
  add_valid(file, std::move(rows), reader, context);
}

}  // namespace sixscope::enrich
