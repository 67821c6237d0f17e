#include "adapters/paper/typefaces.h"

#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <array>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

namespace sixscope::adapters {
namespace {

// Where Debian's package keeps it: there no program but TeX looks for typefaces.
constexpr const char* kFandol =
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf";

struct EndPattern {
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
};
struct EndConfig {
  void operator()(FcConfig* config) const {
    if (config != nullptr) {
      FcConfigDestroy(config);
    }
  }
};
struct EndSet {
  void operator()(FcFontSet* set) const { FcFontSetDestroy(set); }
};
using Config = std::shared_ptr<FcConfig>;

const FcChar8* name_of(const char* text) { return reinterpret_cast<const FcChar8*>(text); }

// What is installed: read once, for fontconfig loses some of each configuration that it reads, and
// a server prints for months. Of our own and never changed after it is read, so every thread may
// look into it at once. `forget` has the next document read anew what an operator installs.
class Installed {
 public:
  Config config() {
    const std::scoped_lock lock(mutex_);
    if (config_ == nullptr) {
      config_.reset(FcInitLoadConfigAndFonts(), EndConfig());
      if (config_ != nullptr) {
        FcConfigAppFontAddFile(config_.get(), name_of(kFandol));  // Where it is installed.
      }
    }
    return config_;
  }
  void forget() {
    const std::scoped_lock lock(mutex_);
    config_.reset();
  }

 private:
  std::mutex mutex_;
  Config config_;
};

// Never ended: Pango's own threads look into it until the program is gone.
Installed& installed_typefaces() {
  static Installed& all = *new Installed;
  return all;
}

bool has_family(FcConfig* config, const char* family) {
  const std::unique_ptr<FcPattern, EndPattern> pattern(FcPatternCreate());
  FcPatternAddString(pattern.get(), FC_FAMILY, name_of(family));
  FcObjectSet* const objects = FcObjectSetBuild(FC_FAMILY, nullptr);
  const std::unique_ptr<FcFontSet, EndSet> found(FcFontList(config, pattern.get(), objects));
  FcObjectSetDestroy(objects);
  return found != nullptr && found->nfont > 0;
}

// Families that serve the same end, best first; one at least has to be there.
struct Wanted {
  std::array<const char*, 4> families;  // Null where there are fewer.
  const char* last;                     // What to install if none is there...
  const char* package;                  // ...and the package that has it.
};

constexpr Wanted kFangSong = {
    {"Zhuque Fangsong (technical preview)", "Zhuque Fangsong", "FandolFang R", "Noto Serif CJK SC"},
    "Noto Serif CJK SC",
    "fonts-noto-cjk"};
constexpr Wanted kSong = {{"Noto Serif CJK SC"}, "Noto Serif CJK SC", "fonts-noto-cjk"};
constexpr Wanted kHei = {{"Noto Sans CJK SC"}, "Noto Sans CJK SC", "fonts-noto-cjk"};
constexpr Wanted kKai = {{"AR PL UKai CN"}, "AR PL UKai CN", "fonts-arphic-ukai"};
constexpr Wanted kTimes = {{"Liberation Serif"}, "Liberation Serif", "fonts-liberation2"};

// First choice, and what has the characters that it lacks.
using Choice = std::array<const Wanted*, 2>;

// By Face; text, then Latin within it.
struct Row {
  Choice text;
  Choice latin;
};
constexpr std::array<Row, 5> kChinese = {{{{&kFangSong, &kSong}, {&kTimes, &kFangSong}},
                                          {{&kSong, &kHei}, {&kSong, &kHei}},
                                          {{&kHei, &kSong}, {&kHei, &kSong}},
                                          {{&kKai, &kSong}, {&kTimes, &kKai}},
                                          {{&kHei, &kSong}, {&kHei, &kSong}}}};
constexpr std::array<Row, 5> kEnglish = {{{{&kTimes, &kSong}, {&kTimes, &kSong}},
                                          {{&kTimes, &kSong}, {&kTimes, &kSong}},
                                          {{&kTimes, &kHei}, {&kTimes, &kHei}},
                                          {{&kTimes, &kKai}, {&kTimes, &kKai}},
                                          {{&kHei, &kSong}, {&kHei, &kSong}}}};

// Every installed family of a choice, in order.
Result<std::string> installed(FcConfig* config, const Choice& choice) {
  std::string names;
  for (const Wanted* wanted : choice) {
    bool found = false;
    for (const char* family : wanted->families) {
      if (family != nullptr && has_family(config, family)) {
        names += (names.empty() ? "" : ",") + std::string(family);
        found = true;
      }
    }
    if (!found) {
      return fail_because(
          fmt::format("typeface \"{0}\" is not installed / 缺少字体“{0}”: apt-get install {1}",
                      wanted->last, wanted->package),
          Errc::not_found, "paper: a typeface is missing");
    }
  }
  return names;
}

}  // namespace

Result<Typefaces> Typefaces::open(document::Language language) {
  const Config config = installed_typefaces().config();
  if (config == nullptr) {
    return fail(Errc::unavailable, "fontconfig: the list of typefaces cannot be read");
  }
  const bool zh = language == document::Language::zh;
  const std::array<Row, 5>& rows = zh ? kChinese : kEnglish;
  Typefaces faces;
  faces.language_ = language;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    for (const bool latin : {false, true}) {
      auto names = installed(config.get(), latin ? rows[n].latin : rows[n].text);
      if (!names) {
        installed_typefaces().forget();
        return fail_like(names);
      }
      (latin ? faces.latin_names_ : faces.names_)[n] = *std::move(names);
    }
  }
  faces.map_.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  if (faces.map_ == nullptr) {
    return fail(Errc::unavailable, "Pango: built without FreeType");
  }
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(faces.map_.get()), config.get());
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(faces.map_.get()), 72);
  faces.context_.reset(pango_font_map_create_context(faces.map_.get()));
  pango_context_set_language(faces.context_.get(), pango_language_from_string(zh ? "zh-cn" : "en"));
  pango_context_set_round_glyph_positions(faces.context_.get(), FALSE);
  cairo_font_options_t* const options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(faces.context_.get(), options);
  cairo_font_options_destroy(options);
  return faces;
}

const std::string& Typefaces::families(Face face, bool latin) const {
  return (latin ? latin_names_ : names_)[static_cast<std::size_t>(face)];
}

}  // namespace sixscope::adapters
