// A file is taken or refused as a whole, and never more rows than the limit come of it.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "adapters/mmdb/mmdb_file.h"
#include "enrich/enrich_fixture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope;
  static const std::string path = "/tmp/sixscope-mmdb-fuzz-" + std::to_string(getpid());
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return 0;
  }
  std::fwrite(data, 1, size, file);
  std::fclose(file);
  enrich::EnrichFixture world;
  adapters::read_mmdb(path, world.context);
  const auto snapshot = world.builder.build();
  if ((snapshot == nullptr) != (world.builder.problems().errors() > 0)) {
    std::abort();
  }
  return 0;
}
