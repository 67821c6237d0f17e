#include "filled_nation.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "adapters/catalogue/catalogue_files.h"
#include "adapters/indicator_files/indicator_files.h"
#include "adapters/object_kinds/kind_files.h"
#include "model/decimal.h"
#include "model/month.h"

namespace sixscope::bench {
namespace {

using model::Month;
using registry::Document;
using registry::Field;
using registry::FieldType;
using registry::Kind;
using namespace std::chrono_literals;

const std::vector<std::string> kOperators = {"china_telecom", "china_mobile", "china_unicom",
                                             "china_broadnet"};
const std::vector<std::string> kAccesses = {"fixed", "mobile", "idc", "leased_line"};

/// How the quantities take a kind: by its month, or as it stands at a month's end.
struct Use {
  std::string month;
  std::string region;
  std::string operator_;
};

std::uint64_t mixed(std::uint64_t number) {  // SplitMix64's last step.
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31U);
}

/// Makes the objects of one kind.
class Maker {
 public:
  Maker(const registry::Kinds& kinds, const Kind& kind, const Use& use, std::size_t references)
      : kinds_(kinds), kind_(kind), use_(use) {
    for (const std::string& name : kind.key) {
      const Field& field = *kind.field(name);
      if (name != use.month && name != use.region && name != use.operator_) {
        others_.emplace_back(&field, options(field, references));
      }
    }
    for (const std::string& name : {use.region, use.operator_}) {
      is_placed_ &= name == "none" || std::ranges::find(kind.key, name) != kind.key.end();
    }
  }

  /// How many objects differ in what their key has beside month, region and operator.
  [[nodiscard]] std::size_t combinations() const {
    std::size_t all = 1;
    for (const auto& [field, texts] : others_) {
      all *= texts.size();
    }
    return all;
  }

  /// One of them. `turn`: rises from state to state of what stands.
  [[nodiscard]] Document make(const std::string& month, const std::string& region,
                              const std::string& operator_, std::size_t which, std::uint64_t turn) {
    Document fields;
    std::uint64_t number = mixed(++made_ + turn * 1'000'003);
    const auto set = [&](const std::string& name, const std::string& text) {
      if (!name.empty() && name != "none") {
        fields[name] = text;
      }
    };
    for (const Field& field : kind_.fields) {
      fill(fields, field, number);
    }
    set(use_.month, month);
    set(use_.region, region);
    set(use_.operator_, operator_);
    for (const auto& [field, texts] : others_) {
      // Where the key has neither region nor operator a name is of one place alone.
      const bool is_name = field->codes.empty() && !is_placed_;
      set(field->name, texts[which % texts.size()] + (is_name ? " " + region + operator_ : ""));
      which /= texts.size();
    }
    return fields;
  }

 private:
  [[nodiscard]] std::vector<std::string> options(const Field& field, std::size_t references) const {
    std::vector<std::string> texts;
    if (const registry::CodeList* const list = kinds_.list(field.codes)) {
      for (const registry::Code& code : *list) {
        texts.push_back(code.code);
      }
      return texts;
    }
    for (std::size_t i = 0; i < references; ++i) {
      texts.push_back(field.name + "-" + std::to_string(i + 1));
    }
    return texts;
  }

  // Numbers fall from field to field, so that the part which follows a whole is less than it.
  void fill(Document& fields, const Field& field, std::uint64_t& number) const {
    switch (field.type) {
      case FieldType::integer:
      case FieldType::decimal: {
        const std::size_t place = static_cast<std::size_t>(&field - kind_.fields.data());
        const std::uint64_t whole = 100'000'000 + number % 900'000'000;
        fields[field.name] = model::Decimal::whole(static_cast<std::int64_t>(whole >> place));
        break;
      }
      case FieldType::code: {
        number = mixed(number);
        const registry::CodeList& list = *kinds_.list(field.codes);
        fields[field.name] = list[number % std::min<std::size_t>(list.size(), 4)].code;
        break;
      }
      case FieldType::boolean:
        fields[field.name] = number % 3 != 0;
        break;
      default:
        break;  // Texts and dates that are in no key change no figure.
    }
  }

  const registry::Kinds& kinds_;
  const Kind& kind_;
  const Use& use_;
  std::vector<std::pair<const Field*, std::vector<std::string>>> others_;
  bool is_placed_ = true;  // Region and operator are in the key, as far as the kind has them.
  std::uint64_t made_ = 0;
};

std::map<std::string, Use> uses(const indicators::IndicatorCatalogue& catalogue) {
  std::map<std::string, Use> all;
  for (const indicators::Quantity& quantity : catalogue.definitions.quantities) {
    if (quantity.registry) {
      const indicators::FromRegistry& from = *quantity.registry;
      all[from.kind] = {.month = from.month, .region = from.region, .operator_ = from.operator_};
    }
  }
  return all;
}

// Every place that a kind has a row of.
std::vector<std::pair<std::string, std::string>> places(const std::vector<std::string>& provinces,
                                                        const Use& use) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const std::string& province :
       use.region == "none" ? std::vector<std::string>{""} : provinces) {
    for (const std::string& operator_ :
         use.operator_ == "none" ? std::vector<std::string>{""} : kOperators) {
      all.emplace_back(province, operator_);
    }
  }
  return all;
}

Result<void> commit(registry::ObjectStore& store, std::vector<registry::Edit>& edits, Instant at,
                    std::vector<registry::ObjectId>* made = nullptr) {
  if (edits.empty()) {
    return {};
  }
  const registry::Commit all{.author = {.who = "bench", .reason = "made up", .request_id = {}},
                             .at = at,
                             .effective = at,
                             .edits = std::exchange(edits, {}),
                             .receipt = {}};
  const auto done = store.commit(all, registry::Scope::everything("bench"));
  if (done && made != nullptr) {
    made->insert(made->end(), done->objects.begin(), done->objects.end());
  }
  return done ? Result<void>() : fail_like(done);
}

}  // namespace

Result<std::unique_ptr<FilledNation>> FilledNation::make(const NationSize& size) {
  std::unique_ptr<FilledNation> nation(new FilledNation(size));
  using Step = Result<void> (FilledNation::*)();
  for (const Step step :
       {&FilledNation::open, &FilledNation::fill_registry, &FilledNation::fill_traffic}) {
    if (const auto done = (nation.get()->*step)(); !done) {
      return fail_like(done);
    }
  }
  return nation;
}

figures::Sources FilledNation::sources() const {
  return {.catalogue = *catalogue_,
          .kinds = *kinds_,
          .registry = *registry_,
          .traffic = traffic_.get()};
}

Result<void> FilledNation::open() {
  auto catalogue = adapters::load_indicators("catalogue");
  auto kinds = adapters::load_kinds("catalogue");
  const auto regions = adapters::load_catalogue("catalogue");
  if (!catalogue || !kinds || !regions) {
    return fail_because("run it in the project's folder, where catalogue/ is", Errc::not_found,
                        "the catalogue is not there");
  }
  catalogue_ = *std::move(catalogue);
  kinds_ = *std::move(kinds);
  expectation_.operators = kOperators;
  for (const api::Region& region : (*regions)->regions) {
    if (region.counted) {
      expectation_.provinces.push_back(region.code);
    }
  }
  auto database = adapters::SqliteDatabase::open({.path = folder_.file("registry.sqlite")});
  if (!database) {
    return fail_like(database);
  }
  database_ = *std::move(database);
  auto registry = registry::SqlObjectStore::open(*database_, *kinds_);
  if (!registry) {
    return fail_like(registry);
  }
  registry_ = *std::move(registry);
  const char* const named = std::getenv("SIXSCOPE_BINARY");
  const std::string socket = folder_.file("store.sock");
  process_ = std::make_unique<adapters::StoreProcess>(adapters::StoreProcessOptions{
      .data_dir = folder_.file("store"),
      .socket_path = socket,
      .program = named == nullptr ? "build/release/sixscope" : named});
  if (const auto started = process_->start(); !started) {
    return started;
  }
  traffic_ = std::make_unique<adapters::ClickHouseVolumeStore>(
      adapters::ClickHouseOptions{
          .http = {.url = "http://store", .unix_socket = socket, .user = {}, .password = {}},
          .retention = {}},
      clock_);
  return traffic_->open();
}

Result<void> FilledNation::fill_registry() {
  for (const auto& [id, use] : uses(*catalogue_)) {
    const Kind& kind = *kinds_->kind(id);
    const bool stands = use.month.empty();
    Maker maker(*kinds_, kind, use, stands ? size_.standing : size_.references);
    const auto all = places(expectation_.provinces, use);
    std::vector<registry::ObjectId> made;
    for (std::int32_t i = 0; i < size_.months; ++i) {
      const Month month = size_.first + i;
      std::vector<registry::Edit> edits;
      for (std::size_t which = 0; which < maker.combinations(); ++which) {
        // Of what stands, each has its month in which it comes.
        if (stands && static_cast<std::int32_t>(which) % size_.months != i) {
          continue;
        }
        for (const auto& [region, operator_] : all) {
          edits.push_back({.id = {},
                           .kind = id,
                           .version = {},
                           .set = maker.make(month.to_string(), region, operator_, which, 0),
                           .removed = {}});
        }
      }
      objects_ += edits.size();
      if (const auto done = commit(*registry_, edits, month.end() + 24h, &made); !done) {
        return done;
      }
    }
    std::fprintf(stderr, "%s: %zu objects\n", id.c_str(), made.size());
  }
  return {};
}

Result<void> FilledNation::fill_traffic() {
  for (std::int32_t i = 0; i < size_.months; ++i) {
    const Month month = size_.first + i;
    store::VolumeBatch batch{.id = "bench/1/" + month.to_string(), .rows = {}};
    for (const auto& [region, operator_] : places(expectation_.provinces, {})) {
      for (const std::string& access : kAccesses) {
        const std::uint64_t number = mixed(batch.rows.size() + 1'000 * static_cast<std::size_t>(i));
        const std::uint64_t v4 = 1'000'000'000 + number % 1'000'000'000;
        const std::uint64_t v6 = v4 / (2 + number % 5);
        const auto family = [](std::uint64_t bytes) {
          return model::FamilyVolume{.bytes = bytes,
                                     .packets = bytes / 1000,
                                     .flows = bytes / 100'000,
                                     .samples = bytes / 1'000'000,
                                     .variance = static_cast<double>(bytes) * 1e6};
        };
        batch.rows.push_back(
            {.window_start = month.begin() + 12h,
             .dimensions = {region, operator_, access, "unknown", "unknown", "unknown", "unknown",
                            "user", "measurable", "192.0.2.1"},
             .volume = {.v4 = family(v4), .v6 = family(v6)}});
      }
    }
    if (const auto done = traffic_->append(batch); !done) {
      return done;
    }
  }
  return {};
}

}  // namespace sixscope::bench
