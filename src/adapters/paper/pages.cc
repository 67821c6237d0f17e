#include "adapters/paper/pages.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/utf8.h"

namespace sixscope::adapters {
namespace {

constexpr double kNumberSize = 14;                // 4号.
constexpr double kNumberBelow = 7 * kMillimetre;  // The text block.

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

bool is_day(std::string_view date) {
  constexpr std::string_view kForm = "0000-00-00";
  return std::ranges::equal(
      date, kForm, [](char c, char form) { return form == '-' ? c == '-' : c >= '0' && c <= '9'; });
}

void set(cairo_surface_t* surface, cairo_pdf_metadata_t what, const std::string& value) {
  if (!value.empty()) {
    cairo_pdf_surface_set_metadata(surface, what, printable(value).c_str());
  }
}

}  // namespace

Pages::Pages(const document::Document& document, Typesetter& typesetter, double pitch)
    : typesetter_(typesetter), pitch_(pitch) {
  surface_ = cairo_pdf_surface_create_for_stream(append, &bytes_, kUpright.width, kUpright.height);
  cairo_pdf_surface_restrict_to_version(surface_, CAIRO_PDF_VERSION_1_5);
  set(surface_, CAIRO_PDF_METADATA_TITLE, document.title);
  set(surface_, CAIRO_PDF_METADATA_AUTHOR, document.author);
  set(surface_, CAIRO_PDF_METADATA_SUBJECT, document.subject);
  set(surface_, CAIRO_PDF_METADATA_KEYWORDS, document.marker);
  set(surface_, CAIRO_PDF_METADATA_CREATOR, "sixscope");
  // Left to itself Cairo takes the clock's.
  const std::string created = (is_day(document.date) ? document.date : "2000-01-01") + "T00:00:00Z";
  set(surface_, CAIRO_PDF_METADATA_CREATE_DATE, created);
  set(surface_, CAIRO_PDF_METADATA_MOD_DATE, created);
  canvas_ = cairo_create(surface_);
  new_page(kUpright);
}

Pages::~Pages() {
  cairo_destroy(canvas_);
  cairo_surface_finish(surface_);
  cairo_surface_destroy(surface_);
}

void Pages::snap() {
  const double lines = (y_ - sheet_->top) / pitch_;
  y_ = sheet_->top + std::ceil(lines - 1e-3) * pitch_;
}

void Pages::new_page(const Sheet& sheet) {
  if (page_ > 0) {
    end_page();
  }
  ++page_;
  sheet_ = &sheet;
  y_ = sheet.top;
  cairo_pdf_surface_set_size(surface_, sheet.width, sheet.height);
}

void Pages::use(const Sheet& sheet) {
  if (sheet_ != &sheet) {
    new_page(sheet);
  }
}

void Pages::need(double height) {
  // Rounding is no reason for a page.
  if (!is_fresh() && room() + 0.05 < height) {
    new_page(*sheet_);
  }
}

// Odd numbers at the right, even ones at the left, one character in (GB/T 9704-2012, 7.5).
void Pages::end_page() {
  const TextStyle style{.face = Face::title,
                        .size = kNumberSize,
                        .pitch = kNumberSize,
                        .width = sheet_->text_width - 2 * kNumberSize,
                        .align = page_ % 2 == 1 ? document::Align::right : document::Align::left};
  typesetter_.set(fmt::format("— {} —", page_), style)
      .draw(canvas_, sheet_->left + kNumberSize, sheet_->top + sheet_->text_height + kNumberBelow);
  cairo_show_page(canvas_);
}

void Pages::bookmark(const std::string& title, std::size_t level) {
  level = std::clamp<std::size_t>(level, 1, 4);
  const std::string place = fmt::format("page={} pos=[{:.2f} {:.2f}]", page_, sheet_->left, y_);
  const int entry =
      cairo_pdf_surface_add_outline(surface_, parents_[level - 1], printable(title).c_str(),
                                    place.c_str(), CAIRO_PDF_OUTLINE_FLAG_OPEN);
  for (std::size_t n = level; n < std::size(parents_); ++n) {
    parents_[n] = entry;
  }
}

void Pages::anchor(const std::string& name) {
  const std::string attributes = fmt::format("name='{}' x={:.2f} y={:.2f}", name, sheet_->left, y_);
  cairo_tag_begin(canvas_, CAIRO_TAG_DEST, attributes.c_str());
  cairo_tag_end(canvas_, CAIRO_TAG_DEST);
}

Result<std::string> Pages::finish() {
  end_page();
  cairo_surface_finish(surface_);
  for (const cairo_status_t status : {cairo_status(canvas_), cairo_surface_status(surface_)}) {
    // Drawing on a finished surface is no fault here: nothing is drawn any more.
    if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED) {
      return fail_because(cairo_status_to_string(status), Errc::unavailable,
                          "Cairo: the PDF was not written");
    }
  }
  return std::move(bytes_);
}

}  // namespace sixscope::adapters
