// Every shipped kind, every field filled in every way: what is exported comes back as no change,
// through the bytes of both formats and in both languages.
#include <gmock/gmock.h>

#include <set>
#include <string>
#include <vector>

#include "adapters/object_kinds/kind_files.h"
#include "apps/sheet_files.h"
#include "registry/import_plan.h"
#include "registry/sheet_forms.h"

namespace sixscope::apps {
namespace {

using registry::Document;
using registry::Field;
using registry::FieldType;
using registry::Kind;
using registry::Kinds;
using registry::Language;
using registry::Object;
using ::testing::IsEmpty;

const Kinds& kinds() {
  static const auto read = adapters::load_kinds("catalogue").value();
  return *read;
}

// What people put into a cell of that field, its example first.
std::vector<std::string> texts_for(const Field& field) {
  std::vector<std::string> texts = {field.example};
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
      texts.insert(texts.end(), {"0", "1", "0.1", "-5", "65536", "123456789.123456",
                                 "9007199254740993", "999999999999999"});
      break;
    case FieldType::boolean:
      texts.insert(texts.end(), {"是", "否"});
      break;
    case FieldType::date:
      texts.insert(texts.end(), {"1970-01-01", "2000-02-29", "2199-12-31"});
      break;
    case FieldType::month:
      texts.insert(texts.end(), {"1970-01", "2026-10", "2199-12"});
      break;
    case FieldType::code:
    case FieldType::codes: {
      std::string all;
      for (const registry::Code& code : *kinds().list(field.codes)) {
        texts.push_back(code.code);
        all += (all.empty() ? "" : "、") + code.code;
      }
      if (field.type == FieldType::codes) {
        texts.push_back(all);
      }
      texts.insert(texts.end(), {"440106", "659001"});  // Below what is listed, where that goes.
      break;
    }
    case FieldType::reference:
    case FieldType::references:
      texts.insert(texts.end(), {"中国电信 / 440100 / x", "=x / -1"});
      break;
    case FieldType::text:
    case FieldType::texts:
      texts.insert(texts.end(), {"=SUM(A1)",     "+8613800000000",
                                 "-5%",          "@x",
                                 "'=x",          "'",
                                 "\"quoted\"",   "a,b|c",
                                 "sep=;",        "第一行\n第二行",
                                 "001",          "1e5",
                                 "2026-06-30",   "TRUE",
                                 "#REF!",        "-",
                                 "清空",         "＝1",
                                 "a\"b",         "_x000D_",
                                 "<b>&amp;</b>", "𠮷野家",
                                 "1/2"});
      break;
  }
  return texts;
}

// Values of a field that pass, as they are kept.
std::vector<registry::Value> values_for(const Field& field) {
  std::vector<registry::Value> values;
  for (const std::string& text : texts_for(field)) {
    const auto checked = check_value(field, kinds(), {.type = table::CellType::text, .text = text});
    const bool holds = !std::holds_alternative<std::monostate>(checked.value);
    if (holds && !checked.is_refused()) {
      values.push_back(checked.value);
    }
  }
  return values;
}

// As many objects as the field with most values has, each with every field and a key of its own.
std::vector<Object> objects_of(const Kind& kind) {
  std::vector<std::vector<registry::Value>> values;
  std::size_t most = 0;
  for (const Field& field : kind.fields) {
    values.push_back(values_for(field));
    EXPECT_FALSE(values.back().empty()) << kind.id << "." << field.name;
    most = std::max(most, values.back().size());
  }
  std::vector<Object> objects;
  std::set<std::string> keys;
  for (std::size_t i = 0; i < most; ++i) {
    Object object;
    for (std::size_t j = 0; j < kind.fields.size(); ++j) {
      if (!values[j].empty() && !kind.fields[j].deprecated) {
        object.fields[kind.fields[j].name] = values[j][i % values[j].size()];
      }
    }
    object.id = registry::ObjectId{i + 1};
    object.kind = kind.id;
    object.version = 1;
    for (const std::string& part : kind.key) {
      // A key is asked for, so its cell cannot hold the words that empty one.
      const std::string text = registry::text_of(registry::value_of(object.fields, part));
      if (text == "-" || text == "清空") {
        object.fields[part] =
            values[static_cast<std::size_t>(kind.field(part) - kind.fields.data())][0];
      }
    }
    object.key = key_of(kind, object.fields);
    if (keys.insert(object.key).second) {
      objects.push_back(std::move(object));
    }
  }
  return objects;
}

struct Way {
  Language language;
  const char* format;
};

class RoundTrip : public ::testing::TestWithParam<Way> {};

TEST_P(RoundTrip, ChangesNothing) {
  ASSERT_EQ(kinds().kinds.size(), 45U) << "a kind more? it is tested, change the figure";
  for (const Kind& kind : kinds().kinds) {
    SCOPED_TRACE(kind.id);
    const auto objects = objects_of(kind);
    ASSERT_FALSE(objects.empty());
    const auto book = export_sheet(kind, kinds(), objects,
                                   {.language = GetParam().language, .with_sensitive = true});
    const auto bytes = write_book(book, GetParam().format);
    ASSERT_TRUE(bytes) << describe(bytes.error());
    const auto sheets = read_sheets(*bytes, "export");
    ASSERT_TRUE(sheets) << describe(sheets.error());
    registry::ImportOptions options;
    options.exists = [](std::string_view, std::string_view) { return true; };
    const auto plan = plan_import(sheets->front(), kind, kinds(), objects, options);
    std::vector<std::string> wrong;
    for (const auto* const list : {&plan.faults, &plan.notes}) {
      for (const registry::CellFault& fault : *list) {
        wrong.push_back(fault.field + " " + fault.value + ": " + fault.fault.what.en);
      }
    }
    for (const registry::PlannedRow& row : plan.rows) {
      for (const registry::FieldDiff& diff : row.fields) {
        wrong.push_back(row.key + " " + diff.field + ": " + registry::to_json(diff.before) +
                        " -> " + registry::to_json(diff.after));
      }
    }
    EXPECT_THAT(wrong, IsEmpty());
    EXPECT_EQ(plan.unchanged, objects.size());
    EXPECT_EQ(plan.created + plan.changed + plan.refused, 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(Ways, RoundTrip,
                         ::testing::Values(Way{Language::zh, "xlsx"}, Way{Language::zh, "csv"},
                                           Way{Language::en, "xlsx"}, Way{Language::en, "csv"}),
                         [](const auto& one) {
                           return std::string(one.param.language == Language::zh ? "zh" : "en") +
                                  "_" + one.param.format;
                         });

}  // namespace
}  // namespace sixscope::apps
