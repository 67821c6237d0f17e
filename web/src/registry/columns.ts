import type { Kind, RegistryObject } from "../api/registry";
import type { Language } from "../state/url";
import { isNumber, shownField, titleOf, unitTitle } from "./values";

export interface GridColumn<Row> {
  key: string;
  title: string;
  /** A track of a CSS grid. */
  width: string;
  isNumber?: boolean;
  sort?: boolean;
  /** Drawn by the page, in the slot of its name. */
  mark?: boolean;
  text: (row: Row) => string;
}

const kWidths: Record<string, string> = { integer: "8rem", decimal: "8rem", boolean: "5rem", date: "7rem", month: "6rem", code: "8rem" };

/** Columns for the named fields of a kind. */
export function fieldColumns(kind: Kind, names: string[], language: Language): GridColumn<RegistryObject>[] {
  return names.flatMap((name, index) => {
    const field = kind.fields.find((one) => one.name === name);
    if (!field) return [];
    const unit = unitTitle(kind, field, language);
    const title = titleOf(field, language) + (unit ? ` (${unit})` : "");
    const width = index === 0 ? "minmax(9rem, 1.2fr)" : (kWidths[field.type] ?? "minmax(9rem, 1fr)");
    // A head that is longer than its figures still has to be read.
    const least = Math.max(parseFloat(width) || 9, Math.min(14, title.length * (language === "zh" ? 0.85 : 0.5) + 1.25));
    return [{
      key: name, title, width: width.startsWith("minmax") ? width : `${least}rem`, isNumber: isNumber(field), sort: true,
      text: (row: RegistryObject) => shownField(kind, field, row.fields[name], language),
    }];
  });
}
