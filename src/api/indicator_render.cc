#include "api/indicator_render.h"

#include <algorithm>

#include "api/ledger_render.h"
#include "api/registry_route.h"

namespace sixscope::api {
namespace {

void write_method(JsonWriter& out, const indicators::Method& method, bool is_daily) {
  out.begin_object()
      .member("source", name_in(indicators::kSourceKindNames, method.source))
      .member("version", method.version)
      .member("numerator", method.numerator.text());
  out.key("denominator");
  method.denominator ? out.value(method.denominator->text()) : out.null();
  out.member("aggregation", name_in(indicators::kAggregationNames, method.aggregation))
      .member("interval", name_in(indicators::kIntervalKindNames, method.interval))
      .member("samples_min", method.samples_min);
  out.key("valid_from");
  method.valid_from ? out.value(method.valid_from->to_string()) : out.null();
  out.key("valid_to");
  method.valid_to ? out.value(method.valid_to->to_string()) : out.null();
  out.member("daily", is_daily).key("note");
  method.note.zh.empty() ? static_cast<void>(out.null()) : write(out, method.note);
  out.end_object();
}

void write_interval(JsonWriter& out, const std::optional<indicators::Interval>& interval) {
  if (!interval) {
    out.null();
    return;
  }
  out.begin_object().member("low", interval->low).member("high", interval->high).end_object();
}

void write_names(JsonWriter& out, const registry::Kinds& kinds, std::string_view list,
                 const std::set<std::string>& codes) {
  out.begin_object();
  const registry::CodeList* const known = kinds.list(list);
  for (const std::string& code : codes) {
    const auto found = known == nullptr ? registry::CodeList::const_iterator()
                                        : std::ranges::find(*known, code, &registry::Code::code);
    if (known != nullptr && found != known->end()) {
      out.key(code);
      write_words(out, found->title);
    }
  }
  out.end_object();
}

}  // namespace

void write(JsonWriter& out, const indicators::Title& title) {
  out.begin_object().member("zh", title.zh).member("en", title.en).end_object();
}

void write_definition(JsonWriter& out, const indicators::Indicator& indicator,
                      const indicators::Definitions& definitions) {
  out.begin_object()
      .member("code", indicator.code)
      .member("id", indicator.id)
      .member("group", indicator.group);
  for (const auto& [name, text] :
       {std::pair("title", &indicator.title), std::pair("object", &indicator.object),
        std::pair("description", &indicator.description)}) {
    out.key(name);
    write(out, *text);
  }
  out.member("unit", indicator.unit)
      .member("direction", indicator.direction)
      .member("cadence", indicator.cadence);
  out.key("dimensions").begin_array();
  for (const std::string& one : indicator.dimensions) {
    out.value(one);
  }
  out.end_array()
      .member("state", name_in(indicators::kDefinitionStateNames, indicator.state))
      .member("paper", indicator.paper)
      .key("place");
  write(out, indicator.place);
  out.key("methods").begin_array();
  for (const indicators::Method& method : indicator.methods) {
    write_method(out, method, indicators::is_daily(method, definitions));
  }
  out.end_array().end_object();
}

void write_value(JsonWriter& out, const indicators::Value& value) {
  out.key("value");
  value.value ? out.value(*value.value) : out.null();
  out.member("numerator", value.numerator).member("denominator", value.denominator);
  out.key("interval");
  write_interval(out, value.interval);
  out.member("samples", value.samples).key("coverage").begin_object();
  out.member("present", value.present).member("expected", value.expected).end_object();
  out.key("possible");
  write_interval(out, value.possible);
  out.key("months");
  if (value.months) {
    out.begin_object()
        .member("first", value.months->first.to_string())
        .member("last", value.months->last.to_string())
        .end_object();
  } else {
    out.null();
  }
  out.key("gap");
  value.gap ? out.value(to_string(*value.gap)) : out.null();
}

void write_period(JsonWriter& out, const figures::Period& period, figures::PeriodKind kind) {
  out.key("period").begin_object();
  const std::string name = period.name(kind);
  out.member("name", name)
      .member("first", period.day ? name : period.first.to_string())
      .member("last", period.day ? name : period.last.to_string())
      .end_object();
}

void write_paper(JsonWriter& out, const indicators::Paper& paper) {
  out.begin_object().member("id", paper.id).member("date", paper.date);
  out.key("title");
  write(out, paper.title);
  out.key("issuer");
  write(out, paper.issuer);
  out.key("read");
  write(out, paper.read);
  out.end_object();
}

void write_labels(JsonWriter& out, const registry::Kinds& kinds,
                  const std::set<std::string>& regions, const std::set<std::string>& operators) {
  out.key("labels").begin_object().key("region");
  write_names(out, kinds, "region", regions);
  out.key("operator");
  write_names(out, kinds, "operator", operators);
  out.end_object();
}

}  // namespace sixscope::api
