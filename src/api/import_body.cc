#include "api/import_body.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "table/cell_budget.h"
#include "table/refusal.h"

namespace sixscope::api {
namespace {

using Json = nlohmann::json;
using table::CellType;

constexpr std::string_view kRowsRule =
    "rows as JSON are wanted: {\"name\": \"...\", \"rows\": [[\"...\", ...], ...]}";
constexpr std::string_view kColumnsRule =
    "columns as a JSON object are wanted: {\"title\": \"field\", \"other title\": \"\"}";
constexpr std::size_t kColumnsBytesMax = 64U << 10U;
constexpr std::string_view kMendsRule =
    "mended cells as JSON are wanted, one for each: [{\"row\": 5, \"column\": \"D\", \"text\": "
    "\"...\"}, ...]";
constexpr std::string_view kMendColumnRule = "a mended cell's column is its letters, A to XFD";
constexpr std::string_view kMendTwiceRule = "a cell is mended twice: one mend a cell is taken";
constexpr std::size_t kMendsBytesMax = 8U << 20U;
constexpr std::size_t kMendsMax = 100'000;

/// Takes the events of a JSON text and builds the sheet, without a tree between the two. The
/// library calls it by name; false ends the reading.
class RowsReader final : public nlohmann::json_sax<Json> {
 public:
  explicit RowsReader(const table::Limits& limits) : budget_(limits) {}

  bool null() override { return put({}); }
  bool boolean(bool truth) override {
    return put({.type = CellType::boolean, .text = truth ? "true" : "false"});
  }
  bool number_integer(std::int64_t number) override {
    return put({.type = CellType::number, .text = std::to_string(number)});
  }
  bool number_unsigned(std::uint64_t number) override {
    return put({.type = CellType::number, .text = std::to_string(number)});
  }
  bool number_float(double /*number*/, const std::string& digits) override {
    return put({.type = CellType::number, .text = digits});
  }
  bool string(std::string& text) override {
    if (place_ == Place::name) {
      sheet_.name = std::move(text);
      place_ = Place::object;
      return true;
    }
    if (text.find('\0') != std::string::npos) {
      return refuse(table::Refused::nul_character, std::to_string(row_.number));
    }
    const auto type = text.empty() ? CellType::empty : CellType::text;
    return put({.type = type, .text = std::move(text)});
  }
  bool binary(Json::binary_t& /*bytes*/) override { return wrong(); }

  bool start_object(std::size_t /*size*/) override {
    if (place_ != Place::outside) {
      return wrong();
    }
    place_ = Place::object;
    return true;
  }
  bool key(std::string& name) override {
    const bool is_new = (name == "rows" && !has_rows_) || name == "name";
    if (place_ != Place::object || !is_new) {
      return wrong();
    }
    place_ = name == "rows" ? Place::rows_wanted : Place::name;
    return true;
  }
  bool end_object() override {
    place_ = Place::done;
    return has_rows_ || wrong();
  }
  bool start_array(std::size_t /*size*/) override {
    if (place_ == Place::rows_wanted) {
      place_ = Place::rows;
      has_rows_ = true;
      return true;
    }
    if (place_ != Place::rows) {
      return wrong();
    }
    place_ = Place::row;
    row_ = {.number = row_.number + 1};
    column_ = 0;
    return true;
  }
  bool end_array() override {
    if (place_ == Place::rows) {
      place_ = Place::object;
      return true;
    }
    place_ = Place::rows;
    const std::size_t number = row_.number;
    if (number > table::kRowNumberMax) {
      return refuse(table::Refused::too_many_rows, std::to_string(table::kRowNumberMax));
    }
    if (!row_.cells.empty()) {
      if (const auto over = budget_.add(std::move(row_), sheet_)) {
        return refuse(*over, std::to_string(budget_.most(*over)));
      }
    }
    row_ = {.number = number};
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& /*what*/) override {
    offset_ = position;
    return false;
  }

  Result<table::Sheet> take(bool is_whole) {
    if (refused_) {
      return tl::unexpected<Error>(*refused_);
    }
    if (!is_whole || place_ != Place::done) {
      return fail_at(offset_, Errc::malformed, kRowsRule);
    }
    return std::move(sheet_);
  }

 private:
  enum class Place : std::uint8_t { outside, object, name, rows_wanted, rows, row, done };

  bool wrong() { return false; }
  bool refuse(table::Refused why, std::string where) {
    refused_ = table::refuse(why, std::move(where)).value();
    return false;
  }
  bool put(table::Cell cell) {
    if (place_ != Place::row) {
      return wrong();
    }
    const std::size_t column = column_++;
    if (cell.type == CellType::empty) {
      return true;
    }
    if (const auto over = budget_.put(column, std::move(cell), row_)) {
      return refuse(*over, table::column_letters(column) + std::to_string(row_.number));
    }
    return true;
  }

  table::CellBudget budget_;
  table::Sheet sheet_;
  table::Row row_;
  std::size_t column_ = 0;
  Place place_ = Place::outside;
  bool has_rows_ = false;
  std::size_t offset_ = 0;
  std::optional<Error> refused_;
};

// "120000 > 100000", which reads the same in every language.
std::string over(std::size_t count, std::size_t most) {
  return std::to_string(count) + " > " + std::to_string(most);
}

// How a JSON text is built, found in one pass without making anything of it.
struct Shape {
  std::size_t depth = 0;    ///< The greatest.
  std::size_t objects = 0;  ///< That are members of the outermost list.
};
Shape shape_of(std::string_view json) {
  Shape shape;
  std::size_t depth = 0;
  bool is_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (is_text) {
      i += c == '\\' ? 1 : 0;
      is_text = c != '"';
    } else if (c == '"') {
      is_text = true;
    } else if (c == '[' || c == '{') {
      shape.depth = std::max(shape.depth, ++depth);
      shape.objects += c == '{' && depth == 2 ? 1 : 0;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return shape;
}

// A mend that is none, as it came, so that it can be found; a long text in it is cut.
std::string shown(const Json& mend) {
  constexpr std::size_t kShownBytesMax = 200;
  std::string text =
      mend.dump(-1, ' ', true, Json::error_handler_t::replace);  // ASCII: can be cut.
  if (text.size() > kShownBytesMax) {
    text.replace(kShownBytesMax, std::string::npos, "...");
  }
  return text;
}

}  // namespace

Result<table::Sheet> sheet_from_json(std::string_view json, const table::Limits& limits) {
  if (json.size() > limits.file_bytes) {
    return table::refuse(table::Refused::file_too_large, std::to_string(limits.file_bytes));
  }
  RowsReader reader(limits);
  const bool is_whole = Json::sax_parse(json, &reader);
  return reader.take(is_whole);
}

Result<std::vector<table::Mend>> mends_from_json(std::string_view json) {
  if (json.size() > kMendsBytesMax) {
    return table::refuse(table::Refused::mends_too_large, over(json.size(), kMendsBytesMax));
  }
  // Looked at before anything is made of it: the library takes time by the square of a list's
  // length where it is to drop what is nested too deep.
  constexpr std::size_t kDepthMax = 2;
  const Shape shape = shape_of(json);
  if (shape.depth > kDepthMax) {
    return fail(Errc::malformed, kMendsRule);
  }
  if (shape.objects > kMendsMax) {
    return table::refuse(table::Refused::too_many_mends, over(shape.objects, kMendsMax));
  }
  const Json parsed = Json::parse(json, nullptr, false);
  if (!parsed.is_array()) {
    return fail(Errc::malformed, kMendsRule);
  }
  std::vector<table::Mend> mends;
  std::set<std::pair<std::size_t, std::size_t>> places;
  for (const Json& one : parsed) {
    const bool has_all = one.is_object() && one.size() == 3 && one.contains("row") &&
                         one.contains("column") && one.contains("text");
    if (!has_all || !one["row"].is_number_unsigned() || !one["column"].is_string() ||
        !one["text"].is_string()) {
      return fail_because(shown(one), Errc::malformed, kMendsRule);
    }
    const auto column = table::column_index(one["column"].get_ref<const std::string&>());
    const auto row = one["row"].get<std::size_t>();
    if (!column) {
      return fail_because(shown(one), Errc::malformed, kMendColumnRule);
    }
    if (!places.emplace(row, *column).second) {
      return fail_because(shown(one), Errc::malformed, kMendTwiceRule);
    }
    mends.push_back({.row = row, .column = *column, .text = one["text"].get<std::string>()});
  }
  return mends;
}

Result<registry::ColumnTitles> columns_from_json(std::string_view json) {
  if (json.size() > kColumnsBytesMax) {
    return fail(Errc::out_of_range, kColumnsRule);
  }
  const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
  if (!parsed.is_object()) {
    return fail(Errc::malformed, kColumnsRule);
  }
  registry::ColumnTitles columns;
  for (const auto& [title, field] : parsed.items()) {
    if (!field.is_string()) {
      return fail_because(title, Errc::malformed, kColumnsRule);
    }
    columns.emplace_back(title, field.get<std::string>());
  }
  return columns;
}

}  // namespace sixscope::api
