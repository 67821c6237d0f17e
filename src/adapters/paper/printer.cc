#include "adapters/paper/printer.h"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "adapters/paper/figure_painter.h"
#include "adapters/paper/table_printer.h"
#include "document/skins.h"

namespace sixscope::adapters {
namespace {

using document::Align;

constexpr double kBodySize = 16;  // 3号.
constexpr double kCharacters = 28;
constexpr double kLines = 22;
constexpr double kBodySizeEnglish = 12;
constexpr double kLinesEnglish = 36;
constexpr double kSmallSize = 12;  // 小4号.
constexpr double kSmallSizeEnglish = 10;
constexpr double kCaptionSize = 12;
constexpr double kCaptionPitch = 20;
constexpr double kFigureAbove = 6;
constexpr double kScaleLeast = 0.2;  // Of a figure that is higher than a page.
constexpr std::size_t kOrphansLeast = 2;
constexpr double kSignatureLines = 4;  // Two of them room for a seal.

}  // namespace

Printer::Printer(const document::Document& document, Pages& pages, Typesetter& typesetter)
    : document_(document),
      pages_(pages),
      typesetter_(typesetter),
      pitch_(pitch(document.language)) {
  for (const document::Block& block : document.blocks) {
    if (const auto* table = std::get_if<document::Table>(&block)) {
      tables_.insert(table->id);
    }
  }
}

double Printer::pitch(document::Language language) {
  return kUpright.text_height / (language == document::Language::zh ? kLines : kLinesEnglish);
}

TextStyle Printer::body_style() const {
  TextStyle style{.face = Face::body,
                  .size = zh() ? kBodySize : kBodySizeEnglish,
                  .pitch = pitch_,
                  .width = pages_.text_width()};
  if (zh()) {
    style.advance = kUpright.text_width / kCharacters;
    style.indent = 2 * style.advance;
    style.justified = true;
  }
  return style;
}

// 黑体, 楷体, 仿宋 (GB/T 9704-2012, 7.3.3); sizes in English.
TextStyle Printer::heading_style(std::size_t level) const {
  TextStyle style = body_style();
  style.justified = false;
  if (zh()) {
    style.face = level <= 1 ? Face::heading : level == 2 ? Face::kai : Face::body;
  } else {
    style.strong = true;
    style.size = level <= 1 ? 16 : level == 2 ? 13.5 : kBodySizeEnglish;
  }
  return style;
}

TextStyle Printer::paragraph_style(const document::Paragraph& paragraph) const {
  TextStyle style = body_style();
  style.align = paragraph.align;
  style.justified = zh() && paragraph.align == Align::left;
  if (paragraph.small) {
    style.size = zh() ? kSmallSize : kSmallSizeEnglish;
    style.pitch = pitch_ * (zh() ? 2.0 / 3 : 5.0 / 6);
    style.advance = 0;
    style.indent = 2 * style.size;
  }
  if (!paragraph.indented || paragraph.align != Align::left || !zh()) {
    style.indent = 0;
  }
  return style;
}

Result<void> Printer::print() {
  print_head();
  for (std::size_t n = 0; n < document_.blocks.size() && fault_.empty(); ++n) {
    print_block(n);
  }
  return fault_.empty() ? Result<void>()
                        : fail_because(fault_, Errc::out_of_range, "paper: what fits on it");
}

void Printer::print_block(std::size_t n) {
  std::visit(
      [&](const auto& block) {
        using T = std::decay_t<decltype(block)>;
        if constexpr (std::is_same_v<T, document::Heading>) {
          print_heading(block, n);
        } else if constexpr (std::is_same_v<T, document::Paragraph>) {
          print_paragraph(block, n);
        } else if constexpr (std::is_same_v<T, document::Table>) {
          print_table(block);
        } else if constexpr (std::is_same_v<T, document::Figure>) {
          print_figure(block);
        } else if constexpr (std::is_same_v<T, document::Signature>) {
          print_signature(block);
        } else if (!pages_.is_fresh()) {
          pages_.new_page(kUpright);
        }
      },
      document_.blocks[n]);
}

void Printer::draw_lines(const SetText& text, double below) {
  const double pitch = text.height() / static_cast<double>(text.lines());
  const std::size_t last = text.lines() - std::min(text.lines(), kOrphansLeast);
  for (std::size_t n = 0; n < text.lines(); ++n) {
    pages_.need(below > 0 && n == last ? static_cast<double>(text.lines() - n) * pitch + below
                                       : pitch);
    text.draw(pages_.canvas(), n, pages_.left(), pages_.y());
    pages_.advance(pitch);
  }
}

void Printer::print_heading(const document::Heading& heading, std::size_t n) {
  pages_.use(kUpright);
  if (zh()) {
    pages_.snap();
  }
  const SetText text = typesetter_.set(heading.text, heading_style(heading.level));
  if (!zh() && heading.level <= 2 && !pages_.is_fresh()) {
    pages_.advance(heading.level == 1 ? pitch_ : pitch_ / 2);
  }
  const double below = zh() ? 0 : pitch_ / 4;
  pages_.need(text.height() + below + least_height(n + 1));
  pages_.bookmark(heading.text, heading.level);
  draw_lines(text);
  pages_.advance(below);
}

double Printer::least_height(std::size_t n) {
  if (n >= document_.blocks.size()) {
    return 0;
  }
  const document::Block& block = document_.blocks[n];
  if (const auto* heading = std::get_if<document::Heading>(&block)) {
    // With what English puts above and below it.
    return typesetter_.set(heading->text, heading_style(heading->level)).height() +
           (zh() ? 0 : 1.25 * pitch_) + least_height(n + 1);
  }
  if (const auto* paragraph = std::get_if<document::Paragraph>(&block)) {
    const SetText text = typesetter_.set(paragraph->runs, paragraph_style(*paragraph));
    return static_cast<double>(std::min(text.lines(), kOrphansLeast)) * pitch_;
  }
  if (const auto* table = std::get_if<document::Table>(&block);
      table != nullptr && !table->landscape) {
    return std::min(TablePrinter(*table, pages_, typesetter_).least_height(),
                    kUpright.text_height / 2);
  }
  if (const auto* figure = std::get_if<document::Figure>(&block)) {
    const double caption = set_caption(*figure).height();
    const auto drawing = document::draw(figure->chart, kUpright.text_width, document_.language);
    const double height = drawing.height * figure_scale(drawing, caption) + caption + kFigureAbove;
    return std::min(height, kUpright.text_height - 4 * pitch_);
  }
  return 0;
}

void Printer::print_paragraph(const document::Paragraph& paragraph, std::size_t n) {
  // A signature never stands alone: the last lines of the text go with it.
  const bool signed_below = n + 1 < document_.blocks.size() &&
                            std::holds_alternative<document::Signature>(document_.blocks[n + 1]);
  pages_.use(kUpright);
  if (zh() && !paragraph.small) {
    pages_.snap();
  }
  draw_lines(typesetter_.set(paragraph.runs, paragraph_style(paragraph)),
             signed_below ? (kSignatureLines + 1) * pitch_ : 0);
  if (!zh()) {
    pages_.advance(pitch_ / 2);
  }
}

void Printer::print_table(const document::Table& table) {
  pages_.use(table.landscape ? kLying : kUpright);
  if (!pages_.is_fresh()) {
    pages_.advance(pitch_ / 3);
  }
  TablePrinter printer(table, pages_, typesetter_);
  fault_ = printer.fault();
  if (fault_.empty()) {
    printer.print();
  }
}

SetText Printer::set_caption(const document::Figure& figure) {
  return typesetter_.set(figure.caption, {.face = Face::heading,
                                          .size = kCaptionSize,
                                          .pitch = kCaptionPitch,
                                          .width = kUpright.text_width,
                                          .align = Align::centre,
                                          .strong = !zh()});
}

// As wide as the text, but never higher than a page.
double Printer::figure_scale(const document::Drawing& drawing, double caption) const {
  const double room = kUpright.text_height - caption - kFigureAbove;
  return std::clamp(room / std::max(drawing.height, 1.0), kScaleLeast, 1.0);
}

void Printer::print_figure(const document::Figure& figure) {
  pages_.use(kUpright);
  const SetText caption = set_caption(figure);
  const auto drawing = document::draw(figure.chart, kUpright.text_width, document_.language);
  const double scale = figure_scale(drawing, caption.height());
  pages_.need(kFigureAbove + drawing.height * scale + caption.height());
  pages_.advance(kFigureAbove);
  paint(pages_.canvas(), drawing, pages_.left() + (pages_.text_width() - drawing.width * scale) / 2,
        pages_.y(), scale, typesetter_);
  pages_.advance(drawing.height * scale);
  const bool linked = tables_.contains(figure.table);
  if (linked) {
    cairo_tag_begin(pages_.canvas(), CAIRO_TAG_LINK, ("dest='table-" + figure.table + "'").c_str());
  }
  caption.draw(pages_.canvas(), pages_.left(), pages_.y());
  if (linked) {
    cairo_tag_end(pages_.canvas(), CAIRO_TAG_LINK);
  }
  pages_.advance(caption.height() + kFigureAbove);
}

// The date four characters from the right, the issuer centred above it (7.3.5); both together, with
// room for a seal.
void Printer::print_signature(const document::Signature& signature) {
  pages_.snap();
  TextStyle style = body_style();
  style.width = 0;
  style.indent = 0;
  style.justified = false;
  const SetText issuer = typesetter_.set(signature.issuer, style);
  const SetText date = typesetter_.set(signature.date, style);
  if (pages_.room() + 0.05 < kSignatureLines * pitch_) {
    pages_.new_page(kUpright);
  }
  pages_.advance(pages_.is_fresh() ? 0 : 2 * pitch_);
  const double right = pages_.left() + pages_.text_width();
  const double date_x = right - 4 * style.size - date.widest();
  const double issuer_x = std::min(date_x + (date.widest() - issuer.widest()) / 2,
                                   right - 2 * style.size - issuer.widest());
  issuer.draw(pages_.canvas(), 0, std::max(issuer_x, pages_.left()), pages_.y());
  pages_.advance(pitch_);
  date.draw(pages_.canvas(), 0, date_x, pages_.y());
  pages_.advance(pitch_);
}

}  // namespace sixscope::adapters
