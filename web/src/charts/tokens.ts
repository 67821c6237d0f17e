import type { Theme } from "../state/url";

/** The colours and sizes of the page, for what is drawn on canvas and cannot read CSS. */
export interface ChartTokens {
  text: string;
  muted: string;
  line: string;
  grid: string;
  surface: string;
  v6: string;
  v4: string;
  series: string[];
  access: Record<string, string>;
  scale: string[];
  /** Text on the pale and on the deep end of the scale. */
  onLow: string;
  onHigh: string;
  gap: string;
  target: string;
  good: string;
  bad: string;
  font: string;
  size: number;
}

const kAccess = ["fixed", "mobile", "idc", "leased_line", "unknown"];

/** Reads the tokens of styles/tokens.css as they are under `theme`. */
export function chartTokens(_theme: Theme): ChartTokens {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: token("--text"),
    muted: token("--text-quiet"),
    line: token("--line-strong"),
    grid: token("--line"),
    surface: token("--surface"),
    v6: token("--v6"),
    v4: token("--v4"),
    series: Array.from({ length: 10 }, (_, i) => token(`--series-${i + 1}`)),
    access: Object.fromEntries(kAccess.map((name) => [name, token(`--access-${name}`)])),
    scale: Array.from({ length: 7 }, (_, i) => token(`--scale-${i + 1}`)),
    onLow: token("--on-scale-low"),
    onHigh: token("--on-scale-high"),
    gap: token("--gap"),
    target: token("--target"),
    good: token("--good"),
    bad: token("--bad"),
    font: style.fontFamily,
    size: Math.round(parseFloat(style.fontSize) * 0.75),
  };
}
