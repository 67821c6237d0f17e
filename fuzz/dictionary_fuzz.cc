// Whatever the text, every row is either listed as a problem or answers look-ups of its own first
// address; a load with errors builds nothing.
#include <cstdlib>
#include <string_view>

#include "enrich/enrich_fixture.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope;
  if (size == 0) {
    return 0;
  }
  std::string text("prefix,region,operator,access,role,name,application,cdn,valid_from,valid_to\n");
  const bool dictionary = data[0] % 4 == 0;
  if (!dictionary) {
    text.clear();
  }
  for (std::size_t i = 1; i < size; ++i) {
    text += static_cast<char>(data[i]);
  }
  enrich::EnrichFixture world;
  if (dictionary) {
    enrich::read_dictionary_csv("f", text, world.context);
  } else if (data[0] % 4 == 1) {
    enrich::read_geofeed("f", text, world.context);
  } else if (data[0] % 4 == 2) {
    enrich::read_ip_to_asn("f", text, world.context);
  } else {
    enrich::read_delegated("f", text, world.context);
  }
  for (const auto& problem : world.builder.problems().list()) {
    require(problem.file == "f" && !problem.what.empty() && !problem.remedy.empty());
  }
  const auto snapshot = world.builder.build();
  require((snapshot == nullptr) == (world.builder.problems().errors() > 0));
  if (snapshot) {
    const auto at = snapshot->at(enrich::address_of("2001:db8::1"));
    require(at.facts.region == RegionCode() ||
            world.regions.province_of(at.facts.region) != nullptr);
  }
  return 0;
}
