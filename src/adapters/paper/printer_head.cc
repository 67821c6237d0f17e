#include <algorithm>
#include <string>

#include "adapters/paper/printer.h"
#include "document/draw_axes.h"

// What stands above the text on the first page (GB/T 9704-2012, 7.2 and 7.3.1).
namespace sixscope::adapters {
namespace {

using document::Align;

constexpr document::Colour kRed{213, 0, 0};
constexpr double kRedHeadTop = 35 * kMillimetre;  // Below the upper edge of the text block.
constexpr double kRedHeadMost = 42;               // Size of its letters.
constexpr double kRedHeadWidth = 0.92;            // Of the text block, at most.
constexpr double kRedLineBelow = 4 * kMillimetre;
constexpr double kRedLine = 1.4;
constexpr double kTitleSize = 22;  // 2号.
constexpr double kTitleSizeEnglish = 20;
constexpr double kTitlePitch = 34;
constexpr double kFactSize = 14;
constexpr double kFactSizeEnglish = 11;

}  // namespace

void Printer::print_head() {
  if (!document_.red_head.empty()) {
    print_red_head();
  } else {
    pages_.advance(pitch_);
  }
  print_title();
  print_facts();
  if (!document_.addressees.empty()) {
    TextStyle style = body_style();
    style.indent = 0;
    style.justified = false;
    draw_lines(typesetter_.set(document_.addressees, style));
  }
}

void Printer::print_red_head() {
  const double most = pages_.text_width() * kRedHeadWidth;
  const double wide = document::text_width(document_.red_head, 1);
  const double size = std::clamp(most / std::max(wide, 1.0), kTitleSize, kRedHeadMost);
  const SetText text = typesetter_.set(document_.red_head, {.face = Face::title,
                                                            .size = size,
                                                            .pitch = size * 1.25,
                                                            .width = pages_.text_width(),
                                                            .align = Align::centre,
                                                            .strong = true,
                                                            .colour = kRed});
  pages_.advance(kRedHeadTop);
  text.draw(pages_.canvas(), pages_.left(), pages_.y());
  pages_.advance(text.height() + 2 * pitch_);
  pages_.snap();
  print_number(pages_.y());
  pages_.advance((zh() ? 1 : 2) * pitch_);
  cairo_t* const canvas = pages_.canvas();
  cairo_set_source_rgb(canvas, kRed.red / 255.0, kRed.green / 255.0, kRed.blue / 255.0);
  cairo_set_line_width(canvas, kRedLine);
  cairo_move_to(canvas, pages_.left(), pages_.y() + kRedLineBelow - pitch_ / 6);
  cairo_rel_line_to(canvas, pages_.text_width(), 0);
  cairo_stroke(canvas);
  pages_.advance((zh() ? 2 : 3) * pitch_);
}

// The number with the state of the data behind it: "〔2025〕6号（初步数据）".
void Printer::print_number(double y) {
  std::string text = document_.number;
  if (!document_.status.empty()) {
    text += zh() ? "（" + document_.status + "）"
                 : (text.empty() ? "(" : " (") + document_.status + ")";
  }
  if (text.empty()) {
    return;
  }
  TextStyle style = body_style();
  style.indent = 0;
  style.justified = false;
  style.align = Align::centre;
  typesetter_.set(text, style).draw(pages_.canvas(), pages_.left(), y);
}

// Lines of nearly one length: the narrowest block of as few lines as the full width needs.
void Printer::print_title() {
  TextStyle style{.face = Face::title,
                  .size = zh() ? kTitleSize : kTitleSizeEnglish,
                  .pitch = kTitlePitch,
                  .width = pages_.text_width(),
                  .align = Align::centre,
                  .strong = true};
  const std::size_t lines = typesetter_.set(document_.title, style).lines();
  double narrow = style.width / 2;
  while (style.width - narrow > style.size / 4) {
    const double middle = (style.width + narrow) / 2;
    TextStyle tried = style;
    tried.width = middle;
    (typesetter_.set(document_.title, tried).lines() > lines ? narrow : style.width) = middle;
  }
  const SetText text = typesetter_.set(document_.title, style);
  text.draw(pages_.canvas(), pages_.left() + (pages_.text_width() - style.width) / 2, pages_.y());
  pages_.bookmark(document_.title, 1);
  pages_.advance(text.height());
  if (document_.red_head.empty() && !(document_.number.empty() && document_.status.empty())) {
    print_number(pages_.y());
    pages_.advance(pitch_);
  }
}

void Printer::print_facts() {
  std::string text;
  for (const auto& [name, value] : document_.facts) {
    text += (text.empty() ? "" : zh() ? "　" : "   ") + name + (zh() ? "：" : ": ") + value;
  }
  if (!text.empty()) {
    const double size = zh() ? kFactSize : kFactSizeEnglish;
    const SetText facts = typesetter_.set(text, {.face = Face::kai,
                                                 .size = size,
                                                 .pitch = size * 1.5,
                                                 .width = pages_.text_width(),
                                                 .align = Align::centre});
    facts.draw(pages_.canvas(), pages_.left(), pages_.y());
    pages_.advance(facts.height());
  }
  pages_.advance(pitch_ * 0.8);
  pages_.snap();
}

}  // namespace sixscope::adapters
