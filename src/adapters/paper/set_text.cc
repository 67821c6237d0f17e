#include "adapters/paper/set_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "base/utf8.h"
#include "document/draw_axes.h"

namespace sixscope::adapters {
namespace {

constexpr double kCentre = 0.38;     // From the middle of a line to its base line, in ems.
constexpr double kLatinShare = 0.2;  // A line with less slack than this of its width is filled.
constexpr std::size_t kExcerpt = 24;

struct EndAttributes {
  void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
};
struct EndFont {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
struct EndItem {
  void operator()(PangoGlyphItem* item) const { pango_glyph_item_free(item); }
};

int units(double points) { return static_cast<int>(std::lround(points * PANGO_SCALE)); }
double points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

// What breaks no layout: valid UTF-8; of controls only the end of a line, and that one not within
// paragraphs.
std::string clean(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    const std::string_view piece = text.substr(at, std::max<std::size_t>(length, 1));
    at += piece.size();
    const auto byte = static_cast<unsigned char>(piece.front());
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if ((byte < 0x20 && byte != '\n') || byte == 0x7F || piece == "\u2028" ||
               piece == "\u2029") {
      out += ' ';
    } else {
      out += piece;
    }
  }
  return out;
}

bool is_wide(std::string_view piece) { return document::text_width(piece, 1) >= 1; }

std::string_view piece_at(std::string_view text, std::size_t at) {
  return text.substr(at, std::max<std::size_t>(utf8_sequence(text, at), 1));
}

// Quotes are the same characters in Chinese and in English, so that lines do not break beside them
// by rule: between Chinese characters they may, before the opening and behind the closing one.
std::string with_breaks(std::string_view text) {
  constexpr std::string_view kBreak = "\u200B";
  constexpr std::string_view kOpening = "“‘（〔《〈【［「『";
  constexpr std::string_view kClosing = "”’）〕》〉】］」』，。、；：？！…—";
  std::string out;
  std::string_view before;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view piece = piece_at(text, at);
    const bool joined = before.empty() || !is_wide(before) || !is_wide(piece);
    const bool opens = piece == "“" || piece == "‘";
    const bool closed = before == "”" || before == "’";
    if (!joined && ((opens && kOpening.find(before) == std::string_view::npos) ||
                    (closed && kClosing.find(piece) == std::string_view::npos))) {
      out += kBreak;
    }
    out += piece;
    before = piece;
    at += piece.size();
  }
  return out;
}

// Letters and figures of Latin, up to U+024F: one and two bytes in UTF-8.
bool is_latin(std::string_view piece) {
  const auto lead = static_cast<unsigned char>(piece.front());
  return lead < 0x80 || (lead >= 0xC3 && lead <= 0xC9 && piece != "\u00D7" && piece != "\u00F7");
}

class Attributes {
 public:
  Attributes() : list_(pango_attr_list_new()) {}
  // Takes the attribute over.
  void add(PangoAttribute* attribute, std::size_t from, std::size_t to) {
    attribute->start_index = static_cast<guint>(from);
    attribute->end_index = static_cast<guint>(to);
    pango_attr_list_insert(list_.get(), attribute);
  }
  [[nodiscard]] PangoAttrList* get() const { return list_.get(); }

 private:
  std::unique_ptr<PangoAttrList, EndAttributes> list_;
};

// Splits [from, to) into stretches of Latin and of other characters, and says how each is set.
void add_faces(Attributes& attributes, const Typefaces& faces, const TextStyle& style,
               std::string_view text, std::size_t from, std::size_t to, bool strong) {
  const bool zh = faces.language() == document::Language::zh;
  while (from < to) {
    const bool latin = is_latin(piece_at(text, from));
    std::size_t end = from;
    while (end < to && is_latin(piece_at(text, end)) == latin) {
      end += piece_at(text, end).size();
    }
    // Chinese is made strong by another typeface, not by fat strokes, unless it is one already.
    const bool by_face = strong && zh && style.face != Face::title && style.face != Face::chart;
    const std::unique_ptr<PangoFontDescription, EndFont> font(pango_font_description_from_string(
        faces.families(by_face && !latin ? Face::heading : style.face, latin).c_str()));
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    const bool heavy = strong && (latin || !by_face || style.face == Face::heading);
    pango_font_description_set_weight(font.get(), heavy ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    attributes.add(pango_attr_font_desc_new(font.get()), from, end);
    if (style.advance > 0 && !latin) {
      attributes.add(pango_attr_letter_spacing_new(units(style.advance - style.size)), from, end);
    }
    from = end;
  }
}

// The runs of a line, to be widened without touching the layout's own.
std::vector<std::unique_ptr<PangoGlyphItem, EndItem>> items_of(PangoLayoutLine* line) {
  std::vector<std::unique_ptr<PangoGlyphItem, EndItem>> items;
  for (GSList* run = line->runs; run != nullptr; run = run->next) {
    items.emplace_back(pango_glyph_item_copy(static_cast<PangoGlyphItem*>(run->data)));
  }
  return items;
}

using Items = std::vector<std::unique_ptr<PangoGlyphItem, EndItem>>;

// The last glyph of each cluster after which a line may be widened: at blanks and beside wide
// characters. Without what ends the line.
std::vector<PangoGlyphInfo*> gaps_of(const Items& items, const std::string& text,
                                     std::size_t line_end) {
  std::vector<PangoGlyphInfo*> gaps;
  for (const auto& item : items) {
    PangoGlyphItemIter iter;
    for (gboolean more = pango_glyph_item_iter_init_start(&iter, item.get(), text.c_str()); more;
         more = pango_glyph_item_iter_next_cluster(&iter)) {
      const auto start = static_cast<std::size_t>(iter.start_index);
      const auto end = static_cast<std::size_t>(iter.end_index);
      if (end >= line_end) {
        continue;
      }
      const std::string_view here = piece_at(text, start);
      const std::string_view next = piece_at(text, end);
      if (here == " " || (next != " " && (is_wide(here) || is_wide(next)))) {
        gaps.push_back(&item->glyphs->glyphs[iter.end_glyph - 1]);
      }
    }
  }
  return gaps;
}

}  // namespace

double SetText::widest() const {
  PangoRectangle logical;
  pango_layout_get_extents(layout_.get(), nullptr, &logical);
  return points(logical.width);
}

void SetText::draw(cairo_t* canvas, std::size_t n, double x, double y) const {
  draw_at(canvas, n, x, y + style_.pitch / 2 + kCentre * style_.size);
}

void SetText::draw(cairo_t* canvas, double x, double y) const {
  for (std::size_t n = 0; n < lines_; ++n) {
    draw(canvas, n, x, y + static_cast<double>(n) * style_.pitch);
  }
}

void SetText::draw_at(cairo_t* canvas, std::size_t n, double x, double y) const {
  PangoLayoutLine* const line = pango_layout_get_line_readonly(layout_.get(), static_cast<int>(n));
  const Items items = items_of(line);
  double wide = 0;
  for (const auto& item : items) {
    wide += points(pango_glyph_string_get_width(item->glyphs));
  }
  // A blank at the end of a line is not part of it.
  auto line_end =
      static_cast<std::size_t>(line->start_index) + static_cast<std::size_t>(line->length);
  const bool ends_paragraph = line_end >= text_.size() || text_[line_end] == '\n';
  if (!items.empty() && line->length > 0 && text_[line_end - 1] == ' ') {
    const PangoGlyphString* const last = items.back()->glyphs;
    wide -= points(last->glyphs[last->num_glyphs - 1].geometry.width);
    --line_end;
  }
  const double indent = n == 0 ? style_.indent : 0;
  const double slack = style_.width - indent - wide;
  double at = x + indent;
  if (style_.align == document::Align::right) {
    at += slack;
  } else if (style_.align == document::Align::centre) {
    at += slack / 2;
  } else if (style_.justified && !ends_paragraph && slack < kLatinShare * style_.width) {
    const auto gaps = gaps_of(items, text_, line_end);
    for (PangoGlyphInfo* gap : gaps) {
      gap->geometry.width += units(slack / static_cast<double>(gaps.size()));
    }
  }
  cairo_set_source_rgb(canvas, style_.colour.red / 255.0, style_.colour.green / 255.0,
                       style_.colour.blue / 255.0);
  for (const auto& item : items) {
    cairo_move_to(canvas, at, y);
    pango_cairo_show_glyph_item(canvas, text_.c_str(), item.get());
    at += points(pango_glyph_string_get_width(item->glyphs));
  }
}

SetText Typesetter::set(std::string_view text, const TextStyle& style) {
  return set(std::vector<document::Run>{{std::string(text), "", false}}, style);
}

SetText Typesetter::set(const std::vector<document::Run>& runs, const TextStyle& style) {
  SetText out;
  out.style_ = style;
  Attributes attributes;
  struct Stretch {
    std::size_t from;
    std::size_t to;
    bool strong;
  };
  std::vector<Stretch> stretches;
  for (const document::Run& run : runs) {
    const std::size_t from = out.text_.size();
    const std::string text = clean(run.text);
    out.text_ += style.justified ? with_breaks(text) : text;
    stretches.push_back({from, out.text_.size(), run.strong || style.strong});
  }
  for (const Stretch& stretch : stretches) {
    add_faces(attributes, faces_, style, out.text_, stretch.from, stretch.to, stretch.strong);
  }
  out.layout_.reset(pango_layout_new(faces_.context()));
  PangoLayout* const layout = out.layout_.get();
  pango_layout_set_attributes(layout, attributes.get());
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout, out.text_.data(), static_cast<int>(out.text_.size()));
  if (style.width > 0) {
    // What rounding adds does not push a character into the next line.
    pango_layout_set_width(layout, units(style.width + 0.3));
    pango_layout_set_indent(layout, units(style.indent));
  }
  out.lines_ = static_cast<std::size_t>(pango_layout_get_line_count(layout));
  look_for_missing(out);
  return out;
}

void Typesetter::look_for_missing(const SetText& text) {
  if (!missing_.empty() || pango_layout_get_unknown_glyphs_count(text.layout_.get()) == 0) {
    return;
  }
  missing_ = printable(std::string_view(text.text_).substr(0, kExcerpt));
  for (GSList* line = pango_layout_get_lines_readonly(text.layout_.get()); line != nullptr;
       line = line->next) {
    for (const auto& item : items_of(static_cast<PangoLayoutLine*>(line->data))) {
      PangoGlyphItemIter iter;
      for (gboolean more = pango_glyph_item_iter_init_start(&iter, item.get(), text.text_.c_str());
           more; more = pango_glyph_item_iter_next_cluster(&iter)) {
        if ((item->glyphs->glyphs[iter.start_glyph].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) {
          const auto at = static_cast<std::size_t>(iter.start_index);
          const auto code = g_utf8_get_char(text.text_.c_str() + at);
          missing_ =
              fmt::format("U+{:04X} \"{}\" in \"{}\"", static_cast<std::uint32_t>(code),
                          piece_at(text.text_, at), printable(text.text_.substr(at, kExcerpt)));
          return;
        }
      }
    }
  }
}

Result<void> Typesetter::check() const {
  if (missing_.empty()) {
    return {};
  }
  return fail_because("no typeface here has " + missing_ +
                          " / 本机字体均无此字符: install one that has it, or change the text",
                      Errc::not_found, "paper: every character has a glyph");
}

}  // namespace sixscope::adapters
