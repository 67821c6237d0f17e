#include "api/ledger_render.h"

#include <algorithm>
#include <variant>

#include "api/registry_route.h"
#include "api/render.h"
#include "api/time_text.h"
#include "registry/kind.h"
#include "registry/value.h"

namespace sixscope::api {
namespace {

const registry::Words* title_of(const registry::Kinds& kinds, std::string_view list,
                                std::string_view code) {
  const registry::CodeList* codes = kinds.list(list);
  if (codes == nullptr) {
    return nullptr;
  }
  const auto found = std::ranges::find(*codes, code, &registry::Code::code);
  return found == codes->end() ? nullptr : &found->title;
}

std::string text_in(const registry::Object& object, std::string_view field) {
  return registry::text_of(registry::value_of(object.fields, field));
}

}  // namespace

void write(JsonWriter& out, const model::Decimal& number) { out.raw(number.to_string()); }

void write(JsonWriter& out, const ledger::Figure& figure) {
  if (figure) {
    write(out, *figure);
  } else {
    out.null();
  }
}

void write(JsonWriter& out, const ledger::Sum& sum) {
  out.begin_object().key("value");
  write(out, sum.given == 0 && sum.missing > 0 ? ledger::Figure{} : ledger::Figure(sum.value));
  out.member("given", sum.given).member("missing", sum.missing).end_object();
}

void write(JsonWriter& out, const ledger::Rate& rate) {
  out.begin_object().key("numerator");
  write(out, rate.numerator);
  out.key("denominator");
  write(out, rate.denominator);
  out.key("value");
  const auto value = rate.value();
  value ? out.value(*value) : out.null();
  out.member("given", rate.given).member("missing", rate.missing).end_object();
}

void write(JsonWriter& out, const registry::Value& value) { out.raw(registry::to_json(value)); }

std::string_view part_of(const ledger::Movement& movement) {
  if (movement.bucket == ledger::Bucket::moved) {
    return movement.delta > model::Decimal{} ? "moved_in" : "moved_out";
  }
  return name_in(ledger::kBucketNames, movement.bucket);
}

void LedgerAnswer::mention(const std::string& region, const std::string& operator_,
                           std::string_view ledger_class) {
  regions_.insert(region);
  operators_.insert(operator_);
  classes_.emplace(ledger_class);
}

void LedgerAnswer::group(const ledger::Group& group) {
  const ledger::Grouping& grouping = asked_.question.grouping;
  out.begin_object();
  if (grouping.region != ledger::RegionLevel::none) {
    out.member("region", group.region);
  }
  if (grouping.by_operator) {
    out.member("operator", group.operator_);
  }
  if (grouping.by_class) {
    out.member("class", group.ledger_class);
  }
  out.end_object();
  mention(group.region, group.operator_, group.ledger_class);
}

void LedgerAnswer::device(registry::ObjectId device) {
  out.begin_object().member("id", device.value()).member("key", asked_.book->key_of(device));
  out.end_object();
}

void LedgerAnswer::place(const ledger::Place& place) {
  out.begin_object().member("region", place.region).member("operator", place.operator_);
  out.member("class", to_string(place.ledger_class)).end_object();
  mention(place.region, place.operator_, to_string(place.ledger_class));
}

// Provinces have a title in their list; what lies below them may be an object of kind region.
void LedgerAnswer::region_label(const std::string& code) {
  if (const auto* title = title_of(*context_.registry.kinds, "region", code)) {
    out.key(code);
    write_words(out, *title);
    return;
  }
  const auto objects =
      asked_.book->objects(context_.registry.store, asked_.scope, "region", asked_.newest);
  if (!objects) {
    return;  // A code without its name can still be read.
  }
  for (const registry::Object& object : **objects) {
    if (text_in(object, "code") == code) {
      const std::string en = text_in(object, "name_en");
      const std::string zh = text_in(object, "name");
      out.key(code);
      write_words(out, {.zh = zh, .en = en.empty() ? zh : en});
      return;
    }
  }
}

void LedgerAnswer::labels() {
  out.key("labels").begin_object().key("region").begin_object();
  for (const std::string& code : regions_) {
    if (!code.empty()) {
      region_label(code);
    }
  }
  out.end_object();
  const auto listed = [this](std::string_view member, std::string_view list,
                             const std::set<std::string>& codes) {
    out.key(member).begin_object();
    for (const std::string& code : codes) {
      if (const auto* title = title_of(*context_.registry.kinds, list, code)) {
        out.key(code);
        write_words(out, *title);
      }
    }
    out.end_object();
  };
  listed("operator", "operator", operators_);
  listed("class", "ledger_class", classes_);
  out.end_object();
}

http::Response LedgerAnswer::finish(const std::vector<ledger::Point>& points) {
  labels();
  out.member("known_commit", asked_.known().value());
  out.key("frozen").begin_object();
  for (const ledger::Point& point : points) {
    out.key(point.month.to_string());
    const auto version = asked_.version_of(point);
    version ? out.value(*version) : out.null();
  }
  out.end_object().key("unfinished").begin_object();
  const auto now = model::Month::of(model::day_in_china(context_.registry.clock.now()));
  for (const ledger::Point& point : points) {
    if (point.month >= now) {
      out.member(point.month.to_string(), point.month == now ? "running" : "not_begun");
    }
  }
  out.end_object().key("note");
  write_words(out, {.zh = "推断，非官方口径", .en = "inferred, not official"});
  out.end_object();
  return json_response(std::move(out));
}

void write_movement(LedgerAnswer& answer, const LedgerBook& book,
                    const ledger::Decomposition& whole, const ledger::Movement& movement,
                    model::Month month) {
  JsonWriter& out = answer.out;
  out.begin_object().key("device");
  answer.device(movement.device);
  out.member("month", month.to_string())
      .member("component", to_string(movement.component))
      .member("part", part_of(movement));
  out.key("before");
  write(out, movement.before);
  out.key("after");
  write(out, movement.after);
  out.key("delta");
  write(out, movement.delta);
  out.key("place");
  answer.place(whole.places[movement.place]);
  out.key("other");
  if (movement.other == movement.place) {
    out.null();
  } else {
    answer.place(whole.places[movement.other]);
  }
  const bool by_commit = movement.cause.commit != registry::CommitNumber();
  const registry::Author& author = book.author_of(movement.cause.commit);
  out.key("commit");
  by_commit ? out.value(movement.cause.commit.value()) : out.null();
  out.member("effective", format_instant(movement.cause.effective))
      .member("nature",
              movement.cause.nature == registry::Nature::correction ? "correction" : "change")
      .member("who", author.who)
      .member("reason", author.reason)
      .end_object();
}

}  // namespace sixscope::api
