#include "adapters/docx/docx.h"

#include "adapters/docx/body_part.h"
#include "adapters/docx/package.h"
#include "adapters/docx/properties_part.h"
#include "adapters/docx/style_part.h"

namespace sixscope::adapters {
namespace {

const std::string kType = "application/vnd.openxmlformats-officedocument.";
const std::string kRelations =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const std::string kPackageRelations =
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/";

// A part that the text refers to.
void add_beside(Package& package, const std::string& name, const std::string& kind,
                std::string content) {
  package.add("word/" + name + ".xml", kType + "wordprocessingml." + kind + "+xml",
              std::move(content));
  package.relate("word/document.xml", kRelations + kind, name + ".xml");
}

}  // namespace

Result<std::string> docx(const document::Document& document, const document::Rasterise& rasterise,
                         TableRules rules) {
  Package package;
  package.relate("", kRelations + "officeDocument", "word/document.xml");
  auto body = body_part(document, rasterise, rules, package);
  if (!body) {
    return fail_like(body);
  }
  package.add("word/document.xml", kType + "wordprocessingml.document.main+xml", *std::move(body));
  add_beside(package, "styles", "styles", styles_part(document.language));
  add_beside(package, "settings", "settings", settings_part(document.language));
  add_beside(package, "fontTable", "fontTable", fonts_part());
  package.add("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml",
              core_part(document));
  package.relate("", kPackageRelations + "core-properties", "docProps/core.xml");
  package.add("docProps/app.xml", kType + "extended-properties+xml", app_part());
  package.relate("", kRelations + "extended-properties", "docProps/app.xml");
  if (!document.marker.empty()) {
    package.add("docProps/custom.xml", kType + "custom-properties+xml",
                custom_part(document.marker));
    package.relate("", kRelations + "custom-properties", "docProps/custom.xml");
  }
  return package.bytes();
}

}  // namespace sixscope::adapters
