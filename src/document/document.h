#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "document/chart.h"

namespace sixscope::document {

/// Which language the texts are in; decides typefaces, and how lists are numbered.
enum class Language : std::uint8_t { zh, en };

/// A piece of a paragraph. What was formed from data names it, so that no number of the text stands
/// for itself: skins print `text`, a check compares it with the data again.
struct Run {
  std::string text = {};
  std::string fact =
      {};  ///< Id of the fact that `text` is; empty: written by a person or a template.
  bool strong = false;
};

/// A heading. Its number is part of the text: 一、 （一） 1. （1）.
struct Heading {
  std::size_t level = 1;  ///< 1 to 4.
  std::string text = {};
};

enum class Align : std::uint8_t { left, centre, right };

struct Paragraph {
  std::vector<Run> runs = {};
  Align align = Align::left;
  bool indented = true;  ///< Two characters, as body text is; addressees and notes are not.
  bool small = false;    ///< Notes, sources, definitions.
};

/// How the number of a cell is shown where a skin writes numbers (a workbook). The text of the cell
/// shows it so already.
enum class NumberForm : std::uint8_t {
  plain,    ///< As many digits as it needs.
  whole,    ///< No decimals.
  two,      ///< Two decimals.
  percent,  ///< The number is a share from 0 to 1; two decimals and a percent sign.
  points,   ///< The number is a difference of shares; two decimals, in percentage points.
};

/// What is to be known of a cell at a glance; every skin shows it by a sign and by words, and may
/// add a colour.
enum class Mark : std::uint8_t { none, good, bad, unknown, missing };

struct Cell {
  std::string text = {};              ///< As printed; empty prints nothing.
  std::optional<double> number = {};  ///< Behind the text; nothing where the cell is a text.
  NumberForm form = NumberForm::plain;
  Mark mark = Mark::none;
  std::string fact = {};  ///< As in Run.
};

struct Column {
  std::string id = {};     ///< Field name in CSV and JSON: [a-z][a-z0-9_]*, unique in the table.
  std::string title = {};  ///< As printed.
  std::string unit = {};   ///< Printed behind or below the title; empty: none.
  std::string group = {};  ///< Neighbours of one group stand under one common head; empty: none.
  Align align = Align::left;
  double weight = 1;    ///< Of the width, beside the other columns.
  bool merges = false;  ///< Equal cells below each other are one cell (names of regions).
};

/// A table. Heads are repeated on every page, rows are never split over pages unless one is higher
/// than a page.
struct Table {
  std::string id = {};       ///< Of the document: file names and links; [a-z][a-z0-9_]*.
  std::string caption = {};  ///< With its number: "表2-1 …"; empty: none.
  std::vector<Column> columns = {};
  std::vector<std::vector<Cell>> rows = {};  ///< As many cells each as there are columns.
  std::vector<std::size_t> totals = {};      ///< Rows that are sums: shown as such. Ascending.
  std::string note = {};                     ///< Printed small below it; empty: none.
  bool landscape = false;                    ///< On pages that lie, if the skin has pages.
};

/// A drawn chart. Its numbers stand in the table of that id, which every skin has, at least in an
/// annex.
struct Figure {
  std::string id = {};
  std::string caption = {};  ///< With its number: "图2-1 …".
  Chart chart = {};
  std::string table = {};  ///< Id of the table with its numbers.
  std::string alt = {};    ///< What it shows, in a sentence, for who cannot see it.
};

/// The next block begins on a new page.
struct PageBreak {};

/// Who issues it and when, at the right below the text; the place for a seal.
struct Signature {
  std::string issuer = {};
  std::string date = {};
};

using Block = std::variant<Heading, Paragraph, Table, Figure, PageBreak, Signature>;

/// A document as it is printed; skins are functions of it and of nothing else: the same document
/// gives the same bytes.
struct Document {
  Language language = Language::zh;
  std::string title = {};
  std::string number = {};    ///< "〔2025〕6号"; empty: none. Printed under the red head or title.
  std::string red_head = {};  ///< Name of the issuing body over the red line; empty: no red head.
  std::string status = {};    ///< "初步" / "preliminary"..., printed with the number; empty: none.
  std::string addressees = {};  ///< First line of the text, with its colon; empty: none.
  std::string subject = {};     ///< One sentence for the properties of the file.
  std::string author = {};      ///< For the properties of the file.
  std::string date = {};        ///< Day of issue, "2025-07-10": dates inside of files are this one.
  /// Names the published report and the sum of its snapshot, for machines: every skin keeps it
  /// where it can be found again. Printable ASCII without spaces; empty: a draft.
  std::string marker = {};
  std::vector<std::pair<std::string, std::string>> facts =
      {};  ///< Beside the number: period, method...
  std::vector<Block> blocks = {};
};

}  // namespace sixscope::document
