// Adding a field touches one file: then it is in the schema, the form, the API, import, export, the
// reference page and the history.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/object_kinds/kind_files.h"
#include "apps/registry_service.h"
#include "apps/sheet_files.h"
#include "registry/import_desk.h"
#include "registry_world.h"
#include "testing/source_dir.h"

namespace sixscope::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kField = R"(
[[fields]]
name = "cooling_kilowatts"
type = "decimal"
group = "identity"
least = 0
example = "3.5"
[fields.title]
zh = "制冷功率测试"
en = "Cooling power for a test"
[fields.help]
zh = "只为测试而设。"
en = "There for a test only."
)";

std::string text_of_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class AddedField : public ::testing::Test {
 protected:
  AddedField() {
    fs::copy(testing::source_dir() / "catalogue", catalogue_, fs::copy_options::recursive);
    std::ofstream(catalogue_ / "objects" / "nat44_device.toml", std::ios::app) << kField;
  }

  const testing::TemporaryFolder folder_;
  const fs::path catalogue_ = folder_.path() / "catalogue";
};

TEST_F(AddedField, IsEverywhere) {
  const auto kinds = adapters::load_kinds(catalogue_);
  ASSERT_TRUE(kinds) << describe(kinds.error());
  RegistryWorld world(*kinds, loopback_options());
  const std::string kind = "/registry/kinds/nat44_device";
  const std::string list = "/registry/objects/nat44_device";

  const Json schema = world.json(world.get(kind))["fields"].back();
  EXPECT_EQ(schema["name"], "cooling_kilowatts") << "the schema";
  EXPECT_EQ(schema["title"]["zh"], "制冷功率测试");
  EXPECT_THAT(world.get(kind + "/template?format=csv&language=zh").body, HasSubstr("制冷功率测试"))
      << "the form";

  Fields fields = RegistryWorld::device("a");
  fields["cooling_kilowatts"] = Json::parse("3.5");
  const auto id = world.create(fields);
  const std::string object = list + "/" + std::to_string(id);
  EXPECT_EQ(world.json(world.get(object))["fields"]["cooling_kilowatts"], 3.5) << "the API";
  fields["name"] = "b";
  fields["cooling_kilowatts"] = -1;
  EXPECT_THAT(world.post(list, {{"fields", fields}}).body, HasSubstr("too_small")) << "its rules";
  EXPECT_EQ(world.json(world.get(list + "?where=cooling_kilowatts%3D3.50"))["total"], 1);

  const std::string sheet = world.get(list + "?format=csv&language=en").body;
  EXPECT_THAT(sheet, HasSubstr("Cooling power for a test")) << "the export";
  std::string edited = sheet;
  edited.replace(edited.rfind("3.5"), 3, "4.5");
  const auto sheets = apps::read_sheets(edited, "");
  ASSERT_TRUE(sheets) << describe(sheets.error());
  registry::ImportRequest request;
  request.receipt_id = "r1";
  request.at = world.clock.now();
  request.effective = request.at;
  const auto api = world.dependencies();
  const auto imported =
      registry::import_sheet(api.store, **kinds, *(*kinds)->kind("nat44_device"), sheets->front(),
                             request, registry::Scope::everything("local"));
  ASSERT_TRUE(imported) << describe(imported.error());
  EXPECT_TRUE(imported->receipt) << "the import";
  EXPECT_EQ(imported->plan.changed, 1U);

  const Json history = world.json(world.get(object + "/history?field=cooling_kilowatts"));
  ASSERT_EQ(history["data"].size(), 2U) << "the history";
  EXPECT_EQ(history["data"][0]["before"], 3.5);
  EXPECT_EQ(history["data"][0]["after"], 4.5);
}

TEST_F(AddedField, IsOnTheReferencePage) {
  const fs::path page = folder_.path() / "registry-kinds.md";
  const std::string command = "python3 " + testing::source_dir().string() +
                              "/tools/generate_kinds.py " + catalogue_.string() + " " +
                              page.string();
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(text_of_file(page), HasSubstr("cooling_kilowatts"));
  EXPECT_THAT(text_of_file(page), HasSubstr("制冷功率测试"));
}

}  // namespace
}  // namespace sixscope::tests
