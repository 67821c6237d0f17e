#include "submitted_country.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "shipped_catalogue.h"
#include "simulate/random.h"

namespace sixscope::tests {
namespace {

using indicators::FromRegistry;
using registry::Document;
using registry::Field;
using registry::FieldType;
using registry::Kind;
using simulate::Random;

constexpr std::size_t kCodesMax = 8;  ///< Of a list: every one that a formula picks is among them.
constexpr std::size_t kNames = 2;     ///< Of applications, providers and the like.

/// How quantities take each kind.
const std::map<std::string, FromRegistry>& uses() {
  static const auto all = [] {
    std::map<std::string, FromRegistry> made;
    for (const indicators::Quantity& quantity : shipped_indicators().definitions.quantities) {
      if (quantity.registry) {
        made.emplace(quantity.registry->kind, *quantity.registry);
      }
    }
    return made;
  }();
  return all;
}

// Texts that quantities ask of a field, so that their conditions are met now and then.
std::vector<std::string> asked_of(const Kind& kind, const Field& field) {
  std::vector<std::string> texts;
  for (const indicators::Quantity& quantity : shipped_indicators().definitions.quantities) {
    for (const auto& [name, values] :
         quantity.registry&& quantity.registry->kind == kind.id
             ? quantity.registry->where
             : std::vector<std::pair<std::string, std::vector<std::string>>>{}) {
      if (name == field.name) {
        texts.insert(texts.end(), values.begin(), values.end());
      }
    }
  }
  if (const registry::CodeList* const list = shipped_kinds().list(field.codes)) {
    for (std::size_t i = 0; i < std::min(list->size(), kCodesMax); ++i) {
      texts.push_back((*list)[i].code);
    }
  } else {
    for (std::size_t i = 1; i <= kNames; ++i) {
      texts.push_back(field.name + " " + std::to_string(i));
    }
  }
  std::ranges::sort(texts);
  const auto twice = std::ranges::unique(texts);
  texts.erase(twice.begin(), twice.end());
  return texts;
}

void draw_field(Document& fields, const Kind& kind, const Field& field, Random& random) {
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal: {
      if (random.chance(0.03)) {
        return;
      }
      // Mostly the part that follows a whole is less than it.
      const auto place = static_cast<std::uint64_t>(&field - kind.fields.data());
      const std::uint64_t most = std::uint64_t{1'000'000'000} >> (random.chance(0.97) ? place : 0);
      fields[field.name] = field.type == FieldType::integer
                               ? model::Decimal::whole(static_cast<std::int64_t>(
                                     random.chance(0.02) ? 0 : most / 2 + random.below(most / 2)))
                               : model::Decimal::of_millionths(random.below(most * 1000));
      return;
    }
    case FieldType::code: {
      const auto texts = asked_of(kind, field);
      fields[field.name] = texts[random.below(texts.size())];
      return;
    }
    case FieldType::boolean:
      fields[field.name] = random.chance(0.5);
      return;
    default:
      return;
  }
}

// Every combination of what the key has beside month, region and operator, as fields.
std::vector<Document> combinations(const Kind& kind, const FromRegistry& use) {
  std::vector<Document> all(1);
  for (const std::string& name : kind.key) {
    if (name == use.month || name == use.region || name == use.operator_) {
      continue;
    }
    std::vector<Document> more;
    for (const Document& one : all) {
      for (const std::string& text : asked_of(kind, *kind.field(name))) {
        more.push_back(one);
        more.back()[name] = text;
      }
    }
    all = std::move(more);
  }
  return all;
}

// The same, where place or operator are not in the key: then a name is of one place alone.
Document told_apart(const Kind& kind, const FromRegistry& use, Document key,
                    const std::string& place) {
  const auto says = [&](const std::string& name) {
    return name == "none" || std::ranges::count(kind.key, name) > 0;
  };
  if (!says(use.region) || !says(use.operator_)) {
    for (auto& [name, value] : key) {
      if (kind.field(name)->codes.empty()) {
        value = registry::text_of(value) + " " + place;
        break;
      }
    }
  }
  return key;
}

Document draw_object(const Kind& kind, const Document& key, Random& random) {
  Document fields;
  for (const Field& field : kind.fields) {
    draw_field(fields, kind, field, random);
  }
  for (const auto& [name, value] : key) {
    fields[name] = value;
  }
  return fields;
}

std::string text(const Document& fields, const std::string& name) {
  return registry::text_of(registry::value_of(fields, name));
}

std::tuple<std::string, model::Month, std::string, std::string> place_of(
    const registry::Object& object, model::Month month) {
  const FromRegistry& use = uses().at(object.kind);
  const std::string region = text(object.fields, use.region);
  return {object.kind, month, region.empty() ? indicators::kNation : region,
          use.operator_ == "none" ? "" : text(object.fields, use.operator_)};
}

}  // namespace

const std::vector<std::string>& SubmittedCountry::provinces() {
  static const std::vector<std::string> kAll = {"310000", "440000", "540000"};
  return kAll;
}
const std::vector<std::string>& SubmittedCountry::operators() {
  static const std::vector<std::string> kAll = {"china_mobile", "china_telecom"};
  return kAll;
}

SubmittedCountry::SubmittedCountry(std::uint64_t seed)
    : database_(adapters::SqliteDatabase::open({.path = ":memory:"}).value()),
      store_(registry::SqlObjectStore::open(*database_, shipped_kinds()).value()) {
  Random random(seed);
  std::map<std::pair<std::string, std::string>, registry::Object> standing;  // By kind and key.
  for (std::int32_t i = 0; i < kMonths; ++i) {
    const model::Month month = kFirst + i;
    registry::Commit commit{.author = {.who = "test", .reason = "drawn", .request_id = {}},
                            .at = month.begin() + std::chrono::days(3),
                            .effective = month.begin() + std::chrono::days(3),
                            .edits = {},
                            .receipt = {}};
    for (const auto& [id, use] : uses()) {
      const Kind& kind = *shipped_kinds().kind(id);
      const bool has_region = use.region != "none";
      const bool has_operator = use.operator_ != "none";
      for (const Document& combination : combinations(kind, use)) {
        for (const std::string& province :
             has_region ? provinces() : std::vector<std::string>{""}) {
          for (const std::string& one : has_operator ? operators() : std::vector<std::string>{""}) {
            if (random.chance(0.1)) {
              continue;  // Not handed in, not built yet, or as it was.
            }
            Document key = told_apart(kind, use, combination, province + one);
            if (has_region) {
              key[use.region] = province;
            }
            if (has_operator) {
              key[use.operator_] = one;
            }
            if (!use.month.empty()) {
              key[use.month] = month.to_string();
            }
            const Document fields = draw_object(kind, key, random);
            registry::Object& object = standing[{id, registry::key_of(kind, fields)}];
            const bool goes = object.version > 0 && random.chance(0.1);
            registry::Document set = fields;
            for (const auto& [name, value] : object.fields) {
              set.try_emplace(name);  // What it no longer has.
            }
            object.kind = id;
            object.removed = goes;
            object.fields = fields;
            commit.edits.push_back({.id = object.id,
                                    .kind = id,
                                    .version = {},
                                    .set = std::move(set),
                                    .removed = goes ? std::optional(true) : std::nullopt});
            ++object.version;
          }
        }
      }
    }
    const auto done = store_->commit(commit, registry::Scope::everything("test"));
    EXPECT_TRUE(done) << describe(done.error());
    for (std::size_t edit = 0; done && edit < commit.edits.size(); ++edit) {
      const Kind& kind = *shipped_kinds().kind(commit.edits[edit].kind);
      standing.at({kind.id, registry::key_of(kind, commit.edits[edit].set)}).id =
          done->objects[edit];
    }
    for (const auto& [key, object] : standing) {
      const std::string& dated = uses().at(object.kind).month;
      if (!object.removed && (dated.empty() || text(object.fields, dated) == month.to_string())) {
        rows_[place_of(object, month)].push_back(object.fields);
      }
    }
    std::erase_if(standing, [](const auto& one) { return one.second.removed; });
  }
}

std::optional<long double> SubmittedCountry::figure(
    const indicators::Quantity& quantity, model::Month month, const indicators::Place& place,
    const std::pair<std::string, std::string>& axis) const {
  const FromRegistry& from = *quantity.registry;
  std::optional<long double> sum;
  const auto rows = rows_.find({from.kind, month, place.region, place.operator_});
  for (const Document& row : rows == rows_.end() ? std::vector<Document>() : rows->second) {
    if (!axis.first.empty() && text(row, axis.first) != axis.second) {
      continue;
    }
    const bool fits = std::ranges::all_of(from.where, [&](const auto& one) {
      return std::ranges::count(one.second, text(row, one.first)) > 0;
    });
    const registry::Value& value =
        from.field.empty() ? registry::Value{} : registry::value_of(row, from.field);
    if (from.field.empty()) {
      sum = sum.value_or(0) + (fits ? 1 : 0);
    } else if (const auto* const number = std::get_if<model::Decimal>(&value); fits && number) {
      sum = sum.value_or(0) + static_cast<long double>(number->millionths()) / 1'000'000;
    }
  }
  return sum;
}

}  // namespace sixscope::tests
