#include "figures/gather.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include "figures/figure_list.h"
#include "registry/list_each.h"
#include "registry/object_state.h"

namespace sixscope::figures {
namespace {

using indicators::Cube;
using indicators::FromRegistry;
using indicators::Place;
using indicators::Quantity;
using registry::Object;
using registry::text_of;
using registry::value_of;

/// So many months of a form are looked for one by one; reading ten times as many rows takes as
/// long.
constexpr std::size_t kLookedForMax = 6;
/// Region of the whole country in the registry's list of codes.
constexpr const char* kWhole = "000000";

class Gatherer {
 public:
  Gatherer(const Sources& sources, const Wanted& wanted, const Expectation& expectation,
           const registry::Scope& scope)
      : sources_(sources), wanted_(wanted), expectation_(expectation), scope_(scope) {}

  Result<Cube> run() {
    if (expectation_.only_there && expectation_.provinces.empty()) {
      return cube_of({});  // Nothing counts: nothing need be read.
    }
    if (const auto done = read_all(); !done) {
      return fail_like(done);
    }
    list_.drop_if([this](const Figure& figure) { return !expectation_.counts(*figure.place); });
    list_.drop_what_is_told_twice(own_figures());
    std::set<Place> places = list_.places();
    places.insert(wanted_.places.begin(), wanted_.places.end());
    for (const std::string& province : expectation_.provinces) {
      places.insert({province, {}});
      for (const std::string& operator_ : expectation_.operators) {
        places.insert({province, operator_});
      }
    }
    Cube cube = cube_of({places.begin(), places.end()});
    list_.add_to(cube, wanted_.grain);
    return cube;
  }

 private:
  // Of days there are roll-ups of traffic alone.
  Result<void> read_all() {
    if (by_day()) {
      return from_traffic();
    }
    using Step = Result<void> (Gatherer::*)();
    for (const Step step :
         {&Gatherer::from_registry, &Gatherer::from_traffic, &Gatherer::from_ledger}) {
      if (auto done = (this->*step)(); !done) {
        return done;
      }
    }
    from_outside();
    return {};
  }

  [[nodiscard]] bool by_day() const { return wanted_.grain == indicators::Grain::day; }

  [[nodiscard]] Cube cube_of(std::vector<Place> places) const {
    const model::Day begin = wanted_.first.first_day();
    const auto days = static_cast<std::size_t>((last().last_day() - begin).count() + 1);
    return by_day() ? Cube(begin, days, std::move(places))
                    : Cube(wanted_.first, wanted_.months, std::move(places));
  }

  [[nodiscard]] model::Month last() const {
    return wanted_.first + static_cast<std::int32_t>(wanted_.months) - 1;
  }

  // Quantities of methods in which each scope has its own figure.
  [[nodiscard]] std::set<std::string, std::less<>> own_figures() const {
    std::set<std::string, std::less<>> own;
    for (const indicators::Indicator& one : sources_.catalogue.definitions.indicators) {
      for (const indicators::Method& method : one.methods) {
        if (method.aggregation == indicators::Aggregation::none) {
          add_quantities(method, own);
        }
      }
    }
    return own;
  }

  // What is in the key of a form's row beside its region; empty for what is no form.
  [[nodiscard]] std::string row_of(const Object& object, const FromRegistry& from) const {
    const registry::Kind* const kind = sources_.kinds.kind(from.kind);
    std::string row;
    for (std::size_t i = 0; kind != nullptr && kind->form && i < kind->key.size(); ++i) {
      if (kind->key[i] != from.region) {
        row += text_of(value_of(object.fields, kind->key[i])) + '\n';
      }
    }
    return row;
  }

  // ---- the registry: by kind, so that each is read once
  Result<void> from_registry() {
    std::map<std::string, std::vector<const Quantity*>> by_kind;
    for (const std::string& id : wanted_.quantities) {
      const Quantity* const quantity = sources_.catalogue.definitions.quantity(id);
      if (quantity != nullptr && quantity->registry) {
        by_kind[quantity->registry->kind].push_back(quantity);
      }
    }
    for (const auto& [kind, quantities] : by_kind) {
      if (const auto done = read_kind(kind, quantities); !done) {
        return done;
      }
    }
    return {};
  }

  Result<void> read_kind(const std::string& kind, const std::vector<const Quantity*>& quantities) {
    std::map<std::string, std::vector<const Quantity*>> dated;  // By the field that says the month.
    for (const Quantity* const quantity : quantities) {
      dated[quantity->registry->month].push_back(quantity);
    }
    for (const auto& [field, some] : dated) {
      const auto done = field.empty() ? read_standing(kind, some) : read_dated(kind, field, some);
      if (!done) {
        return done;
      }
    }
    return {};
  }

  // Objects that say which month they are of. A few months are looked for one by one, which the
  // store does without reading the others; of many all is read.
  Result<void> read_dated(const std::string& kind, const std::string& field,
                          const std::vector<const Quantity*>& quantities) {
    registry::Listing listing;
    listing.kind = kind;
    listing.as_of.commit = wanted_.known;
    const auto take_dated = [&](const Object& object) {
      const auto month = model::Month::parse(text_of(value_of(object.fields, field)));
      if (month && wanted_.first <= *month && *month <= last()) {
        take(quantities, object, *month);
      }
    };
    if (wanted_.months > kLookedForMax) {
      return registry::list_each(sources_.registry, listing, scope_, take_dated);
    }
    for (model::Month month = wanted_.first; month <= last(); month = month + 1) {
      listing.where = {{field, month.to_string()}};
      const auto done = registry::list_each(sources_.registry, listing, scope_, take_dated);
      if (!done) {
        return done;
      }
    }
    return {};
  }

  // Objects as they stood at the end of each month.
  Result<void> read_standing(const std::string& kind,
                             const std::vector<const Quantity*>& quantities) {
    registry::Listing listing;
    listing.kind = kind;
    listing.as_of.commit = wanted_.known;
    for (model::Month month = wanted_.first; month <= last(); month = month + 1) {
      listing.as_of.effective = month.end() - std::chrono::milliseconds(1);
      const auto done =
          registry::list_each(sources_.registry, listing, scope_,
                              [&](const Object& object) { take(quantities, object, month); });
      if (!done) {
        return done;
      }
    }
    return {};
  }

  // The figures of one object.
  void take(const std::vector<const Quantity*>& quantities, const Object& object,
            model::Month month) {
    const std::string* row = nullptr;
    for (const Quantity* const quantity : quantities) {
      const FromRegistry& from = *quantity->registry;
      const auto value = amount_of(from, object);
      if (!value) {
        continue;
      }
      row = row == nullptr ? list_.keep(row_of(object, from)) : row;
      list_.add({.quantity = quantity,
                 .axes = list_.keep(axes_of(from, object)),
                 .place = list_.keep(place_of(from, object)),
                 .row = row,
                 .month = month,
                 .day = {},
                 .amount = {.value = *value}});
    }
  }

  // Nothing where the object is not meant, or has no figure. Of objects that are counted, one that
  // does not match is a zero.
  static std::optional<double> amount_of(const FromRegistry& from, const Object& object) {
    const bool matches = std::ranges::all_of(from.where, [&](const auto& one) {
      const std::string text = text_of(value_of(object.fields, one.first));
      return std::ranges::find(one.second, text) != one.second.end();
    });
    if (from.field.empty()) {
      return matches ? 1 : 0;
    }
    const auto* const number = std::get_if<model::Decimal>(&value_of(object.fields, from.field));
    return matches && number != nullptr ? std::optional(number->to_double()) : std::nullopt;
  }

  static Place place_of(const FromRegistry& from, const Object& object) {
    Place place{.region = text_of(value_of(object.fields, from.region)),
                .operator_ = text_of(value_of(object.fields, from.operator_))};
    if (place.region.empty() || place.region == kWhole) {
      place.region = indicators::kNation;
    }
    return place;
  }

  static Cube::Axes axes_of(const FromRegistry& from, const Object& object) {
    Cube::Axes axes;
    for (const std::string& axis : from.axes) {
      axes.emplace_back(axis, text_of(value_of(object.fields, axis)));
    }
    std::ranges::sort(axes);
    return axes;
  }

  // ---- the roll-ups of traffic: measurable exporters alone, month by month
  Result<void> from_traffic() {
    if (sources_.traffic == nullptr || !scope_.all) {
      return {};
    }
    // Both families of one filter are read at once.
    std::map<std::pair<Cube::Axes, std::vector<std::string>>, std::vector<const Quantity*>> asked;
    for (const std::string& id : wanted_.quantities) {
      const Quantity* const quantity = sources_.catalogue.definitions.quantity(id);
      if (quantity != nullptr && quantity->traffic) {
        asked[{quantity->traffic->where, quantity->traffic->axes}].push_back(quantity);
      }
    }
    for (const auto& [question, quantities] : asked) {
      if (const auto done = read_traffic(question.first, question.second, quantities); !done) {
        return done;
      }
    }
    return {};
  }

  static store::Dimension dimension(std::string_view name) {
    const auto found = std::ranges::find(store::kDimensionNames, name);
    return static_cast<store::Dimension>(found - store::kDimensionNames.begin());
  }

  Result<void> read_traffic(const Cube::Axes& where, const std::vector<std::string>& axes,
                            const std::vector<const Quantity*>& quantities) {
    store::VolumeQuery query;
    query.begin = wanted_.first.begin();
    query.end = last().end();
    query.step = by_day() ? store::Resolution::day : store::Resolution::month;
    query.by = {store::Dimension::region, store::Dimension::operator_};
    query.filters = {{.dimension = store::Dimension::coverage, .values = {"measurable"}}};
    for (const std::string& axis : axes) {
      query.by.push_back(dimension(axis));
    }
    for (const auto& [axis, value] : where) {
      query.filters.push_back({.dimension = dimension(axis), .values = {value}});
    }
    const auto cells = sources_.traffic->read(query);
    if (!cells) {
      return fail_like(cells);
    }
    for (const store::VolumeCell& cell : *cells) {
      const model::Day day = model::day_in_china(cell.window_start);
      Cube::Axes told;
      for (std::size_t i = 0; i < axes.size(); ++i) {
        told.emplace_back(axes[i], cell.dimensions[i + 2]);
      }
      std::ranges::sort(told);
      const Cube::Axes* const kept = list_.keep(std::move(told));
      const Place* const place =
          list_.keep(Place{.region = cell.dimensions[0], .operator_ = cell.dimensions[1]});
      for (const Quantity* const quantity : quantities) {
        const auto& family =
            quantity->traffic->measure == "v6_bytes" ? cell.volume.v6 : cell.volume.v4;
        list_.add({.quantity = quantity,
                   .axes = kept,
                   .place = place,
                   .row = list_.keep(std::string()),
                   .month = model::Month::of(day),
                   .day = day,
                   .amount = {.value = static_cast<double>(family.bytes),
                              .variance = family.variance,
                              .samples = static_cast<double>(family.samples)}});
      }
    }
    return {};
  }

  // ---- the ledger of NAT44 devices, read once for all measures
  Result<void> from_ledger() {
    std::vector<const Quantity*> asked;
    for (const std::string& id : wanted_.quantities) {
      const Quantity* const quantity = sources_.catalogue.definitions.quantity(id);
      if (quantity != nullptr && quantity->ledger) {
        asked.push_back(quantity);
      }
    }
    if (sources_.ledger == nullptr || asked.empty()) {
      return {};
    }
    const auto amounts = sources_.ledger->read({.first = wanted_.first,
                                                .last = last(),
                                                .known = wanted_.known,
                                                .regions = expectation_.provinces,
                                                .only_there = expectation_.only_there},
                                               scope_);
    if (!amounts) {
      return fail_like(amounts);
    }
    for (const LedgerAmount& one : *amounts) {
      for (const Quantity* const quantity : asked) {
        if (*quantity->ledger == one.what) {
          list_.add({.quantity = quantity,
                     .axes = list_.keep(Cube::Axes()),
                     .place = list_.keep(one.place),
                     .row = list_.keep(std::string()),
                     .month = one.month,
                     .day = {},
                     .amount = {.value = one.value}});
        }
      }
    }
    return {};
  }

  // ---- what others published: the nation's
  void from_outside() {
    for (const std::string& id : wanted_.quantities) {
      const Quantity* const quantity = sources_.catalogue.definitions.quantity(id);
      if (quantity == nullptr || !quantity->outside) {
        continue;
      }
      const auto series = std::ranges::find(sources_.catalogue.outside, quantity->outside->series,
                                            &indicators::OutsideSeries::id);
      if (series == sources_.catalogue.outside.end()) {
        continue;
      }
      for (const indicators::OutsidePoint& point : series->points) {
        if (wanted_.first <= point.month && point.month <= last()) {
          list_.add({.quantity = quantity,
                     .axes = list_.keep(Cube::Axes()),
                     .place = list_.keep(Place{.region = indicators::kNation, .operator_ = {}}),
                     .row = list_.keep(std::string()),
                     .month = point.month,
                     .day = {},
                     .amount = {.value = point.value}});
        }
      }
    }
  }

  const Sources& sources_;
  const Wanted& wanted_;
  const Expectation& expectation_;
  const registry::Scope& scope_;
  FigureList list_;
};

}  // namespace

Result<Cube> gather(const Sources& sources, const Wanted& wanted, const Expectation& expectation,
                    const registry::Scope& scope) {
  return Gatherer(sources, wanted, expectation, scope).run();
}

void add_quantities(const indicators::Method& method,
                    std::set<std::string, std::less<>>& quantities) {
  for (const indicators::Expression* const side : method.sides()) {
    for (const indicators::Selector& selector : side->selectors()) {
      quantities.insert(selector.quantity);
    }
  }
}

}  // namespace sixscope::figures
