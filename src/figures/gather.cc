#include "figures/gather.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "registry/import_desk.h"
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

/// Region of the whole country in the registry's list of codes.
constexpr const char* kWhole = "000000";

/// One figure before it has its place in the cube.
struct Figure {
  const Quantity* quantity = nullptr;
  Cube::Axes axes;
  model::Month month;
  Place place;
  indicators::Amount amount;
  std::string row;  ///< Of a form: what its key has beside the region.
};

class Gatherer {
 public:
  Gatherer(const Sources& sources, const Wanted& wanted, const Expectation& expectation,
           const registry::Scope& scope)
      : sources_(sources), wanted_(wanted), expectation_(expectation), scope_(scope) {}

  Result<Cube> run() {
    if (expectation_.only_there && expectation_.provinces.empty()) {
      return Cube(wanted_.first, wanted_.months, {});  // Nothing counts: nothing need be read.
    }
    using Step = Result<void> (Gatherer::*)();
    for (const Step step :
         {&Gatherer::from_registry, &Gatherer::from_traffic, &Gatherer::from_ledger}) {
      if (const auto done = (this->*step)(); !done) {
        return fail_like(done);
      }
    }
    from_outside();
    if (expectation_.only_there) {
      std::erase_if(figures_, [this](const Figure& figure) { return !is_there(figure.place); });
    }
    drop_what_is_told_twice();
    std::set<Place> places(wanted_.places.begin(), wanted_.places.end());
    for (const Figure& figure : figures_) {
      places.insert(figure.place);
    }
    for (const std::string& province : expectation_.provinces) {
      places.insert({province, {}});
      for (const std::string& operator_ : expectation_.operators) {
        places.insert({province, operator_});
      }
    }
    Cube cube(wanted_.first, wanted_.months, {places.begin(), places.end()});
    for (const Figure& figure : figures_) {
      cube.add(figure.quantity->id, figure.axes, figure.month, figure.place, figure.amount);
    }
    return cube;
  }

 private:
  [[nodiscard]] bool is_there(const Place& place) const {
    return std::ranges::any_of(expectation_.provinces, [&](const std::string& region) {
      return registry::lies_in(place.region, region);
    });
  }
  [[nodiscard]] model::Month last() const {
    return wanted_.first + static_cast<std::int32_t>(wanted_.months) - 1;
  }

  // ---- a form may have a row of the country, or of a city, beside those of provinces: with all
  // else in its key alike they are one thing told twice, and the province's counts. Where scopes
  // have figures of their own they are not added up, and each stays.
  void drop_what_is_told_twice() {
    std::set<std::string, std::less<>> own;
    for (const indicators::Indicator& one : sources_.catalogue.definitions.indicators) {
      for (const indicators::Method& method : one.methods) {
        if (method.aggregation == indicators::Aggregation::none) {
          add_quantities(method, own);
        }
      }
    }
    using Told = std::tuple<const Quantity*, std::string, std::string>;
    std::set<Told> provinces;
    for (const Figure& figure : figures_) {
      if (!figure.row.empty() && is_province(figure.place.region)) {
        provinces.insert({figure.quantity, figure.row, figure.place.region});
        provinces.insert({figure.quantity, figure.row, indicators::kNation});
      }
    }
    std::erase_if(figures_, [&](const Figure& figure) {
      const std::string& region = figure.place.region;
      const std::string above =
          region == indicators::kNation ? region : region.substr(0, 2) + "0000";
      return !figure.row.empty() && !is_province(region) && !own.contains(figure.quantity->id) &&
             provinces.contains({figure.quantity, figure.row, above});
    });
  }
  static bool is_province(std::string_view region) {
    return region.ends_with("0000") && region != indicators::kNation;
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
    std::vector<const Quantity*> dated;  // Objects say which month they are of.
    std::vector<const Quantity*> standing;
    for (const Quantity* const quantity : quantities) {
      (quantity->registry->month.empty() ? standing : dated).push_back(quantity);
    }
    registry::Listing listing;
    listing.kind = kind;
    listing.as_of.commit = wanted_.known;
    if (!dated.empty()) {
      const auto objects = registry::list_all(sources_.registry, listing, scope_);
      if (!objects) {
        return fail_like(objects);
      }
      for (const Object& object : *objects) {
        for (const Quantity* const quantity : dated) {
          const auto month =
              model::Month::parse(text_of(value_of(object.fields, quantity->registry->month)));
          if (month && wanted_.first <= *month && *month <= last()) {
            take(*quantity, object, *month);
          }
        }
      }
    }
    for (model::Month month = wanted_.first; !standing.empty() && month <= last();
         month = month + 1) {
      listing.as_of.effective = month.end() - std::chrono::milliseconds(1);
      const auto objects = registry::list_all(sources_.registry, listing, scope_);
      if (!objects) {
        return fail_like(objects);
      }
      for (const Object& object : *objects) {
        for (const Quantity* const quantity : standing) {
          take(*quantity, object, month);
        }
      }
    }
    return {};
  }

  void take(const Quantity& quantity, const Object& object, model::Month month) {
    const FromRegistry& from = *quantity.registry;
    const bool matches = std::ranges::all_of(from.where, [&](const auto& one) {
      const std::string text = text_of(value_of(object.fields, one.first));
      return std::ranges::find(one.second, text) != one.second.end();
    });
    const bool counts = from.field.empty();
    if (!matches && !counts) {
      return;
    }
    Figure figure{.quantity = &quantity,
                  .axes = {},
                  .month = month,
                  .place = {},
                  .amount = {},
                  .row = row_of(object, from)};
    if (counts) {
      figure.amount.value = matches ? 1 : 0;
    } else {
      const auto* const number = std::get_if<model::Decimal>(&value_of(object.fields, from.field));
      if (number == nullptr) {
        return;
      }
      figure.amount.value = number->to_double();
    }
    figure.place.region = text_of(value_of(object.fields, from.region));
    figure.place.operator_ = text_of(value_of(object.fields, from.operator_));
    if (figure.place.region.empty() || figure.place.region == kWhole) {
      figure.place.region = indicators::kNation;
    }
    for (const std::string& axis : from.axes) {
      figure.axes.emplace_back(axis, text_of(value_of(object.fields, axis)));
    }
    std::ranges::sort(figure.axes);
    figures_.push_back(std::move(figure));
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
    query.step = store::Resolution::month;
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
      for (const Quantity* const quantity : quantities) {
        const auto& family =
            quantity->traffic->measure == "v6_bytes" ? cell.volume.v6 : cell.volume.v4;
        Figure figure{.quantity = quantity,
                      .axes = {},
                      .month = model::Month::of(model::day_in_china(cell.window_start)),
                      .place = {.region = cell.dimensions[0], .operator_ = cell.dimensions[1]},
                      .amount = {.value = static_cast<double>(family.bytes),
                                 .variance = family.variance,
                                 .samples = static_cast<double>(family.samples)},
                      .row = {}};
        for (std::size_t i = 0; i < axes.size(); ++i) {
          figure.axes.emplace_back(axes[i], cell.dimensions[i + 2]);
        }
        std::ranges::sort(figure.axes);
        figures_.push_back(std::move(figure));
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
          figures_.push_back({.quantity = quantity,
                              .axes = {},
                              .month = one.month,
                              .place = one.place,
                              .amount = {.value = one.value},
                              .row = {}});
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
          figures_.push_back({.quantity = quantity,
                              .axes = {},
                              .month = point.month,
                              .place = {.region = indicators::kNation, .operator_ = {}},
                              .amount = {.value = point.value},
                              .row = {}});
        }
      }
    }
  }

  const Sources& sources_;
  const Wanted& wanted_;
  const Expectation& expectation_;
  const registry::Scope& scope_;
  std::vector<Figure> figures_;
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
