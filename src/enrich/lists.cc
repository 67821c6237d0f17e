#include "enrich/lists.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "enrich/csv.h"

namespace sixscope::enrich {
namespace {

// Adds the problems and at last the rows of one file.
class ListReader {
 public:
  ListReader(std::string_view file, Layer layer, ReadContext& context)
      : file_(file),
        number_(context.builder.add_file(std::string(file))),
        layer_(layer),
        context_(context) {}
  ~ListReader() { context_.builder.add(layer_, std::move(rows_)); }
  ListReader(const ListReader&) = delete;
  ListReader& operator=(const ListReader&) = delete;

  void add(const net::Prefix& prefix, const Facts& facts, std::uint32_t line) {
    rows_.push_back({.prefix = prefix, .facts = facts, .line = line, .file = number_});
  }
  void complain(std::uint32_t line, Severity severity, std::string what, std::string remedy) {
    context_.builder.problems().add({.file = std::string(file_),
                                     .line = line,
                                     .severity = severity,
                                     .what = std::move(what),
                                     .remedy = std::move(remedy)});
  }

 private:
  std::string_view file_;
  std::uint16_t number_;
  Layer layer_;
  ReadContext& context_;
  std::vector<LayerRow> rows_;
};

std::string quoted(std::string_view text) { return "'" + std::string(text.substr(0, 80)) + "'"; }

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

// ISO 3166 alpha-2; 0 if it is none, or one of the codes that mean no country.
std::uint16_t country_of(std::string_view text) {
  if (text.size() != 2 || text == "ZZ") {
    return 0;
  }
  const auto upper = [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  };
  const char first = upper(text[0]);
  const char second = upper(text[1]);
  if (first < 'A' || first > 'Z' || second < 'A' || second > 'Z') {
    return 0;
  }
  return static_cast<std::uint16_t>(static_cast<unsigned>(first) << 8U |
                                    static_cast<unsigned>(second));
}

__extension__ using Wide = unsigned __int128;
Wide wide(const net::IpAddress& address) { return Wide{address.high()} << 64U | address.low(); }

// The fewest blocks that make up [first, last]; at most 254.
template <class Take>
void cut_range(Wide first, Wide last, Take take) {
  while (true) {
    int free_bits = 0;  // Host bits of the largest block that starts at `first` and fits.
    while (free_bits < 128) {
      const Wide more = (Wide{2} << static_cast<unsigned>(free_bits)) - 1;
      if ((first & more) != 0 || more > last - first) {
        break;
      }
      ++free_bits;
    }
    take(net::Prefix::containing(
        net::IpAddress::from_halves(static_cast<std::uint64_t>(first >> 64U),
                                    static_cast<std::uint64_t>(first)),
        128 - free_bits));
    const Wide host =
        free_bits == 128 ? ~Wide{0} : (Wide{1} << static_cast<unsigned>(free_bits)) - 1;
    if (last - first <= host) {
      return;
    }
    first += host + 1;
  }
}

// Calls `line_of` with each line that is neither empty nor a comment.
template <class Function>
void each_line(std::string_view text, Function line_of) {
  std::uint32_t line = 0;
  while (!text.empty()) {
    ++line;
    const auto end = text.find('\n');
    std::string_view content = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    content = content.substr(0, content.find('#'));
    if (content.ends_with('\r')) {
      content.remove_suffix(1);
    }
    content = trimmed(content);
    if (!content.empty()) {
      line_of(line, content);
    }
  }
}

struct Range {
  Wide first;
  Wide last;
  Facts facts;
  std::uint32_t line;
};

// Overlapping ranges of one family contradict each other: reported, the later one dropped. (A range
// of IPv6 may well hold the mapped block in which IPv4 lies.)
void add_ranges(std::vector<Range> ranges, ListReader& reader) {
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const Range& a, const Range& b) { return a.first < b.first; });
  std::array<const Range*, 2> before_of{};
  for (const Range& range : ranges) {
    const bool v4 = range.first >> 32U == 0xffff;
    const Range*& before = before_of.at(v4 ? 1 : 0);
    if (before != nullptr && before->last >= range.first) {
      reader.complain(range.line, Severity::error,
                      "the range overlaps that of line " + std::to_string(before->line),
                      "cut one of the two so that each address has one row");
      continue;
    }
    before = &range;
    cut_range(range.first, range.last,
              [&](const net::Prefix& prefix) { reader.add(prefix, range.facts, range.line); });
  }
}

}  // namespace

void read_prefix_list(std::string_view file, std::string_view text, const Facts& facts,
                      ReadContext& context) {
  ListReader reader(file, Layer::prefix_list, context);
  each_line(text, [&](std::uint32_t line, std::string_view content) {
    const auto prefix = net::Prefix::parse(content);
    if (prefix) {
      reader.add(*prefix, facts, line);
    } else {
      reader.complain(line, Severity::error,
                      quoted(content) + " is no prefix: " + describe(prefix.error()),
                      "write one prefix a line, as 2001:db8::/32 or 192.0.2.0/24");
    }
  });
}

void read_geofeed(std::string_view file, std::string_view text, ReadContext& context) {
  ListReader reader(file, Layer::geofeed, context);
  CsvReader csv(text);
  while (const auto row = csv.next()) {
    const auto prefix = net::Prefix::parse((*row)[0]);
    if (!prefix) {
      reader.complain(csv.line(), Severity::warning,
                      quoted((*row)[0]) + " is no prefix: " + describe(prefix.error()),
                      "the line is left out (RFC 8805 s.2.1)");
      continue;
    }
    Facts facts;
    const std::string_view country = row->size() > 1 ? (*row)[1] : std::string_view();
    const std::string_view region = row->size() > 2 ? (*row)[2] : std::string_view();
    facts.country = country_of(country);
    if (!country.empty() && country != "ZZ" && facts.country == 0) {
      reader.complain(csv.line(), Severity::warning, quoted(country) + " is no country code",
                      "write two letters of ISO 3166; the line is left out");
      continue;
    }
    if (region.starts_with("CN-")) {
      const auto code = context.regions.parse_iso(region);
      if (!code) {
        reader.complain(csv.line(), Severity::warning, quoted(region) + " is no region of China",
                        "write CN-GD or CN-44; the region is left out");
      }
      facts.region = code.value_or(RegionCode());
    }
    if (facts != Facts{}) {  // An empty location asks to publish nothing (s.2.1.3): no row.
      reader.add(*prefix, facts, csv.line());
    }
  }
}

void read_ip_to_asn(std::string_view file, std::string_view text, ReadContext& context) {
  ListReader reader(file, Layer::ip_to_asn, context);
  std::vector<Range> ranges;
  CsvReader rows(text, '\t');
  while (const auto row = rows.next()) {
    if (row->size() < 3) {
      reader.complain(rows.line(), Severity::error, "fewer than three fields",
                      "write start, end, AS number, country, name, with tabs between them");
      continue;
    }
    const auto first = net::IpAddress::parse((*row)[0]);
    const auto last = net::IpAddress::parse((*row)[1]);
    const auto asn = number<std::uint32_t>((*row)[2]);
    if (!first || !last || !asn) {
      reader.complain(rows.line(), Severity::error,
                      quoted(!first  ? (*row)[0]
                             : !last ? (*row)[1]
                                     : (*row)[2]) +
                          (first && last ? " is no AS number" : " is no address"),
                      "correct or remove the line");
      continue;
    }
    if (first->is_v4() != last->is_v4() || *first > *last) {
      reader.complain(rows.line(), Severity::error, "the range ends before it begins",
                      "exchange its two addresses, both of one family");
      continue;
    }
    Facts facts;
    facts.asn = Asn(*asn);
    facts.country =
        row->size() > 3 && (*row)[3] != "None" ? country_of((*row)[3]) : std::uint16_t{0};
    if (facts != Facts{}) {  // AS 0 without a country: not routed.
      ranges.push_back({wide(*first), wide(*last), facts, rows.line()});
    }
  }
  add_ranges(std::move(ranges), reader);
}

void read_delegated(std::string_view file, std::string_view text, ReadContext& context) {
  ListReader reader(file, Layer::registry, context);
  std::vector<Range> ranges;
  CsvReader rows(text, '|');
  while (const auto row = rows.next()) {
    const auto& field = *row;
    const bool address_line = field.size() >= 7 && (field[2] == "ipv4" || field[2] == "ipv6") &&
                              (field[6] == "allocated" || field[6] == "assigned");
    if (!address_line) {  // Version, summaries, AS numbers, and what is free or reserved.
      continue;
    }
    const auto first = net::IpAddress::parse(field[3]);
    const auto size = number<std::uint64_t>(field[4]);
    const bool v4 = field[2] == "ipv4";
    if (!first || !size || first->is_v4() != v4 || *size == 0 ||
        (v4 ? *size > (std::uint64_t{1} << 32U) - first->v4_value() : *size > 128)) {
      reader.complain(rows.line(), Severity::error,
                      quoted(field[3]) + " with " + quoted(field[4]) + " is no " +
                          std::string(field[2]) + " block",
                      "get the file again: it is damaged");
      continue;
    }
    Facts facts;
    facts.country = country_of(field[1]);
    if (facts.country == 0) {
      continue;
    }
    const Wide begin = wide(*first);
    const Wide count = v4 ? Wide{*size} : Wide{1} << (128U - static_cast<unsigned>(*size));
    ranges.push_back({begin, begin + count - 1, facts, rows.line()});
  }
  add_ranges(std::move(ranges), reader);
}

}  // namespace sixscope::enrich
