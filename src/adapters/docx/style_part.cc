#include "adapters/docx/style_part.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "adapters/docx/page_layout.h"
#include "adapters/docx/xml_spaces.h"

namespace sixscope::adapters {
namespace {

using document::Language;

constexpr std::string_view kTimes = "Times New Roman";
constexpr std::string_view kFangSong = "仿宋_GB2312";
constexpr std::string_view kHei = "黑体";
constexpr std::string_view kKai = "楷体_GB2312";
constexpr std::string_view kXiaoBiaoSong = "方正小标宋简体";
constexpr std::string_view kSong = "宋体";

// Of paragraphs that need not lie on the grid: captions, tables, pictures.
constexpr std::string_view kOffGrid = R"(<w:snapToGrid w:val="0"/>)";
constexpr std::string_view kSingle = R"(<w:spacing w:line="240" w:lineRule="auto"/>)";
constexpr std::string_view kCentred = R"(<w:jc w:val="center"/>)";

std::string fonts(std::string_view east, std::string_view latin) {
  return fmt::format(R"(<w:rFonts w:ascii="{1}" w:hAnsi="{1}" w:eastAsia="{0}" w:cs="{1}"/>)", east,
                     latin);
}

std::string size(int half_points) {
  return fmt::format(R"(<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>)", half_points);
}

// The first line begins two characters later, of whatever size they are.
std::string indent(int half_points) {
  return fmt::format(R"(<w:ind w:firstLineChars="200" w:firstLine="{}"/>)", half_points * 20);
}

std::string spacing(int before, int after, std::string_view line) {
  return fmt::format(R"(<w:spacing w:before="{}" w:after="{}" {}/>)", before, after, line);
}

// The paragraph's and the text's properties of one style, children in the order of the schema.
struct Style {
  std::string_view id;
  std::string_view name;
  std::string_view based_on;
  std::string_view next;
  std::string paragraph;
  std::string text;
};

class StyleSheet {
 public:
  explicit StyleSheet(Language language) : zh_(language == Language::zh) {}

  [[nodiscard]] std::string part() {
    defaults();
    texts();
    headings();
    head_of_paper();
    tables();
    return xml_ + "</w:styles>";
  }

 private:
  [[nodiscard]] int body() const { return zh_ ? kBodySize : 24; }
  [[nodiscard]] std::string line() const {
    return zh_ ? fmt::format(R"(w:line="{}" w:lineRule="exact")", kLine)
               : R"(w:line="300" w:lineRule="auto")";
  }

  // What makes 28 characters of a line.
  [[nodiscard]] std::string narrow() const {
    return zh_ ? fmt::format(R"(<w:spacing w:val="{}"/>)", kCharacterSpace) : "";
  }

  void defaults() {
    xml_ = fmt::format(
        R"(<w:styles {0}><w:docDefaults><w:rPrDefault><w:rPr>{1}{2})"
        R"(<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>)"
        R"(<w:pPrDefault/></w:docDefaults>)"
        R"(<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>)"
        R"(<w:qFormat/><w:pPr>{3}<w:jc w:val="both"/></w:pPr><w:rPr>{2}</w:rPr></w:style>)"
        R"(<w:style w:type="character" w:default="1" w:styleId="DefaultFont">)"
        R"(<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>)"
        R"(<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>)"
        R"(<w:rPr><w:u w:val="single"/></w:rPr></w:style>)"
        R"(<w:style w:type="table" w:default="1" w:styleId="TableNormal">)"
        R"(<w:name w:val="Normal Table"/>)"
        R"(<w:tblPr><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>)"
        R"(</w:tblCellMar></w:tblPr></w:style>)",
        kWordSpaces, fonts(kFangSong, kTimes), size(body()), spacing(0, zh_ ? 0 : 80, line()));
  }

  void add(const Style& style) {
    xml_ += fmt::format(
        R"(<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="{}"/>)"
        R"(<w:next w:val="{}"/><w:qFormat/><w:pPr>{}</w:pPr><w:rPr>{}</w:rPr></w:style>)",
        style.id, style.name, style.based_on, style.next, style.paragraph, style.text);
  }

  void texts() {
    add({"BodyText", "Body Text", "Normal", "BodyText", indent(body()), narrow()});
    add({"Flush", "Flush Text", "Normal", "BodyText", "", narrow()});
    const std::string small = fmt::format("{}{}", kOffGrid, kSingle);
    add({"Note", "Note Text", "Normal", "Note", small, size(zh_ ? 21 : 18)});
    add({"Issuer", "Signature", "Normal", "Closing",
         R"(<w:keepNext/><w:keepLines/>)" + spacing(2 * kLine, 0, line()) +
             R"(<w:ind w:rightChars="400" w:right="1264"/><w:jc w:val="right"/>)",
         ""});
    add({"Closing", "Date", "Normal", "BodyText",
         R"(<w:ind w:rightChars="400" w:right="1264"/><w:jc w:val="right"/>)", ""});
    for (const bool is_even : {false, true}) {
      add({is_even ? "FooterEven" : "FooterOdd", is_even ? "Footer Even" : "footer", "Normal",
           is_even ? "FooterEven" : "FooterOdd",
           fmt::format(R"({}{}<w:ind w:{}Chars="100" w:{}="280"/><w:jc w:val="{}"/>)", kOffGrid,
                       kSingle, is_even ? "left" : "right", is_even ? "left" : "right",
                       is_even ? "left" : "right"),
           fonts(kSong, kSong) + size(28)});
    }
  }

  void headings() {
    struct Level {
      std::string_view east;
      std::string_view latin;
      std::string_view strong;
      int en_size;
    };
    static constexpr std::array<Level, 4> kLevels = {{{kHei, "Arial", "", 30},
                                                      {kKai, "Arial", "", 26},
                                                      {kFangSong, kTimes, "<w:b/><w:bCs/>", 24},
                                                      {kFangSong, kTimes, "", 24}}};
    static constexpr std::array<std::string_view, 4> kIds = {"Heading1", "Heading2", "Heading3",
                                                             "Heading4"};
    for (std::size_t i = 0; i < kLevels.size(); ++i) {
      const Level& level = kLevels[i];
      const std::string paragraph =
          fmt::format(R"(<w:keepNext/><w:keepLines/>{}{}<w:outlineLvl w:val="{}"/>)",
                      zh_ ? "" : spacing(200, 100, line()), zh_ ? indent(kBodySize) : "", i);
      const std::string_view strong = zh_      ? level.strong
                                      : i == 3 ? "<w:i/><w:iCs/>"
                                               : "<w:b/><w:bCs/>";
      add({kIds[i], fmt::format("heading {}", i + 1), "Normal", "BodyText", paragraph,
           fmt::format("{}{}{}{}", fonts(level.east, zh_ ? kTimes : level.latin), strong, narrow(),
                       size(zh_ ? kBodySize : level.en_size))});
    }
  }

  // What stands above the text.
  void head_of_paper() {
    // 35 mm below the upper edge of the text, red, as one line.
    add({"RedHead", "Red Head", "Normal", "PaperNumber",
         fmt::format(R"(<w:keepNext/>{}{}{})", kOffGrid,
                     spacing(1984, 0, R"(w:line="240" w:lineRule="auto")"), kCentred),
         fonts(kXiaoBiaoSong, kTimes) + R"(<w:color w:val="FF0000"/>)"});
    add({"PaperNumber", "Paper Number", "Normal", "Title",
         "<w:keepNext/>" + spacing(kLine, 0, line()) + std::string(kCentred), ""});
    // The red line lies 4 mm below the number.
    add({"RedLine", "Red Line", "PaperNumber", "Title",
         R"(<w:keepNext/><w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" )"
         R"(w:color="FF0000"/></w:pBdr>)" +
             spacing(2 * kLine, 2 * kLine, line()),
         ""});
    add({"Title", "Title", "Normal", "BodyText",
         fmt::format(R"(<w:keepNext/><w:keepLines/>{}{}{})", kOffGrid,
                     spacing(0, 0, R"(w:line="640" w:lineRule="exact")"), kCentred),
         fonts(kXiaoBiaoSong, kTimes) + (zh_ ? "" : "<w:b/><w:bCs/>") + size(zh_ ? 44 : 40)});
    add({"Facts", "Facts", "Normal", "BodyText", std::string(kCentred),
         fonts(kKai, kTimes) + size(zh_ ? 28 : 22)});
    add({"Addressees", "Addressees", "Normal", "BodyText", spacing(kLine, 0, line()), narrow()});
  }

  void tables() {
    const std::string off = fmt::format("{}{}", kOffGrid, kSingle);
    const auto caption = [&](std::string_view keep, int before, int after) {
      return fmt::format(R"({}<w:keepLines/>{}{}{})", keep, kOffGrid,
                         spacing(before, after, R"(w:line="240" w:lineRule="auto")"), kCentred);
    };
    add({"Caption", "caption", "Normal", "BodyText", caption("<w:keepNext/>", 120, 60),
         fonts(kHei, "Arial") + size(zh_ ? 24 : 21)});
    add({"FigureCaption", "Figure Caption", "Caption", "BodyText",
         caption(R"(<w:keepNext w:val="0"/>)", 60, 240), ""});
    add({"Picture", "Picture", "Normal", "FigureCaption",
         fmt::format(R"(<w:keepNext/>{}{}{})", kOffGrid,
                     spacing(120, 0, R"(w:line="240" w:lineRule="auto")"), kCentred),
         ""});
    add({"TableText", "Table Text", "Normal", "TableText", off + R"(<w:jc w:val="left"/>)",
         size(21)});
    add({"TableHead", "Table Head", "TableText", "TableText", std::string(kCentred),
         fonts(kHei, kTimes) + (zh_ ? "" : "<w:b/><w:bCs/>")});
    // Of wide tables.
    add({"TableTextSmall", "Table Text Small", "TableText", "TableTextSmall", "", size(18)});
    add({"TableHeadSmall", "Table Head Small", "TableHead", "TableTextSmall", "", size(18)});
    // Between tables, and where a section ends: as low as can be.
    add({"Gap", "Gap", "Normal", "BodyText",
         fmt::format("{}{}", kOffGrid, spacing(0, 0, R"(w:line="20" w:lineRule="exact")")),
         size(2)});
  }

  bool zh_;
  std::string xml_;
};

struct Face {
  std::string_view name;
  std::string_view others;  // In the order of choice, separated by commas.
  std::string_view family;
  std::string_view charset;
};
constexpr std::array<Face, 7> kFaces = {
    {{kFangSong,
      "仿宋,FangSong,FangSong_GB2312,STFangsong,华文仿宋,Zhuque Fangsong,Noto Serif CJK SC",
      "modern", "86"},
     {kKai, "楷体,KaiTi,KaiTi_GB2312,STKaiti,华文楷体,AR PL UKai CN,Noto Serif CJK SC", "modern",
      "86"},
     {kHei, "SimHei,STHeiti,Noto Sans CJK SC", "modern", "86"},
     {kSong, "SimSun,STSong,Noto Serif CJK SC", "auto", "86"},
     {kXiaoBiaoSong,
      "FZXiaoBiaoSong-B05S,小标宋,华文中宋,STZhongsong,宋体,SimSun,Noto Serif CJK SC", "auto",
      "86"},
     {kTimes, "Liberation Serif,DejaVu Serif", "roman", "00"},
     {"Arial", "Liberation Sans,DejaVu Sans", "swiss", "00"}}};

}  // namespace

std::string styles_part(Language language) { return StyleSheet(language).part(); }

std::string fonts_part() {
  std::string xml = fmt::format("<w:fonts {}>", kWordSpaces);
  for (const Face& face : kFaces) {
    xml += fmt::format(R"(<w:font w:name="{}"><w:altName w:val="{}"/><w:charset w:val="{}"/>)"
                       R"(<w:family w:val="{}"/><w:pitch w:val="variable"/></w:font>)",
                       face.name, face.others, face.charset, face.family);
  }
  return xml + "</w:fonts>";
}

std::string settings_part(Language language) {
  return fmt::format(R"(<w:settings {}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>)"
                     R"(<w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>)"
                     R"(<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" )"
                     R"(w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>)"
                     R"(<w:themeFontLang w:val="{}" w:eastAsia="zh-CN"/></w:settings>)",
                     kWordSpaces, language == Language::zh ? "zh-CN" : "en-US");
}

}  // namespace sixscope::adapters
