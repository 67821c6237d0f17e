#include "document/html_parts.h"

namespace sixscope::document {
namespace {

// Screens: one column that is easy to read. Paper: A4 with the margins of GB/T 9704-2012, heads of
// tables on every page, no row split, wide tables on pages that lie.
constexpr std::string_view kStyle = R"css(
:root { color: #111; background: #fff; line-height: 1.75;
  font-family: FangSong, STFangsong, "Zhuque Fangsong (technical preview)", "Noto Serif CJK SC",
  serif; }
:root:lang(en) { font-family: "Times New Roman", "Liberation Serif", serif; line-height: 1.5; }
body { max-width: 48rem; margin: 0 auto; padding: 1rem; font-size: 1.125rem; }
h1 { font: bold 1.8rem/1.4 STZhongsong, "Noto Serif CJK SC", serif; text-align: center;
  margin: 1.5rem 0 .5rem; }
h2 { font: 1.25rem/1.6 SimHei, "Noto Sans CJK SC", sans-serif; }
h3 { font: 1.2rem/1.6 KaiTi, STKaiti, "AR PL UKai CN", serif; }
h4, h5 { font-size: 1.125rem; font-weight: normal; }
:lang(en) h2, :lang(en) h3, :lang(en) h4 { font-family: inherit; font-weight: bold; }
h2, h3, h4, h5 { break-after: avoid; margin: 1.2rem 0 .4rem; }
:lang(zh) h2, :lang(zh) h3, :lang(zh) h4, :lang(zh) h5 { text-indent: 2em; }
.red-head { color: #c00000; font: bold 2.2rem/1.3 STZhongsong, "Noto Serif CJK SC", serif;
  text-align: center; margin: 1rem 0; }
.number { text-align: center; margin: .5rem 0; }
.red-head + .number { border-bottom: 2px solid #c00000; padding-bottom: .75rem; }
.facts { text-align: center; font-size: 1rem; margin: 0 0 1rem; }
.facts div { display: inline; margin: 0 .75em; }
.facts dt, .facts dd { display: inline; margin: 0; }
nav ol { list-style: none; padding: 0; margin: 1rem 0; font-size: 1rem; }
nav .level-2 { padding-left: 2em; }
nav .level-3 { padding-left: 4em; }
nav .level-4 { padding-left: 6em; }
a { color: #003f7d; }
p { margin: 0 0 .4rem; text-align: left; }
p.indented:lang(zh) { text-indent: 2em; text-align: justify; }
p.small, .note { font-size: .95rem; line-height: 1.5; text-indent: 0; }
p.centre, td.centre { text-align: center; }
p.right, td.right { text-align: right; }
strong { font-weight: bold; }
figure { margin: 1.2rem 0; break-inside: avoid; text-align: center; }
figure svg { max-width: 100%; height: auto; }
figcaption { font: 1rem/1.5 SimHei, "Noto Sans CJK SC", sans-serif; }
.table { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; line-height: 1.4;
  font-variant-numeric: tabular-nums; }
caption { font: 1rem/1.6 SimHei, "Noto Sans CJK SC", sans-serif; break-after: avoid; }
th, td { border: 1px solid #444; padding: .2em .45em; overflow-wrap: anywhere;
  vertical-align: middle; }
td.right { overflow-wrap: normal; white-space: nowrap; }
th { font-weight: normal; text-align: left; }
thead { display: table-header-group; }
thead th { background: #f0f0f0; text-align: center; font-weight: bold; }
tr { break-inside: avoid; }
@media screen { tbody th, td:not(.right, .centre) { min-width: 5em; } }
.total th, .total td { font-weight: bold; }
.unit { display: block; font-weight: normal; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.signature { margin: 3rem 3em 2rem auto; width: fit-content; text-align: center;
  break-inside: avoid; }
.signature p { text-align: center; }
.page-break { break-after: page; }
@page { size: A4; margin: 37mm 26mm 35mm 28mm; }
@page lying { size: A4 landscape; margin: 28mm 35mm 26mm 37mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 16pt; }
  :root:lang(en) body { font-size: 12pt; }
  table { font-size: 10.5pt; }
  nav, figcaption a { display: none; }
  .table { overflow: visible; }
  .lying { page: lying; break-before: page; break-after: page; }
  thead th { background: none; }
  a { color: inherit; text-decoration: none; }
}
)css";
// Of the bytes above: tests/report/html_test.py says what to write here when they change.
constexpr std::string_view kSum = "sha256-w2Xzb0pbCpPJSkHHNNQLGEFlHumba6cyauTufNoeBtA=";

}  // namespace

std::string_view html_style() { return kStyle; }

std::string_view html_style_sum() { return kSum; }

}  // namespace sixscope::document
