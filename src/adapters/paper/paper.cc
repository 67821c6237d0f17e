#include "adapters/paper/paper.h"

#include <utility>

#include "adapters/paper/limits.h"
#include "adapters/paper/pages.h"
#include "adapters/paper/printer.h"
#include "adapters/paper/set_text.h"
#include "adapters/paper/typefaces.h"

namespace sixscope::adapters {

Result<std::string> pdf(const document::Document& document) {
  if (const auto printable = check_printable(document); !printable) {
    return fail_like(printable);
  }
  auto faces = Typefaces::open(document.language);
  if (!faces) {
    return fail_like(faces);
  }
  Typesetter typesetter(*std::move(faces));
  Pages pages(document, typesetter, Printer::pitch(document.language));
  if (const auto printed = Printer(document, pages, typesetter).print(); !printed) {
    return fail_like(printed);
  }
  auto bytes = pages.finish();
  if (const auto all_there = typesetter.check(); !all_there) {
    return fail_like(all_there);
  }
  return bytes;
}

}  // namespace sixscope::adapters
