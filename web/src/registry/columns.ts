import type { Kind, RegistryObject } from "../api/registry";
import type { Language } from "../state/url";
import { isNumber, shownField, titleOf, unitTitle } from "./values";

export interface GridColumn<Row> {
  key: string;
  title: string;
  /** In rem; what is left over goes to those that grow. */
  least: number;
  grows?: number;
  isNumber?: boolean;
  sort?: boolean;
  /** Drawn by the page, in the slot of its name. */
  mark?: boolean;
  text: (row: Row) => string;
}

const kLeast: Record<string, number> = { integer: 7, decimal: 6.5, boolean: 4.5, date: 6.25, month: 5.25, code: 6 };
const kName = 9;
const kText = 8;

/** Columns for the named fields of a kind. */
export function fieldColumns(kind: Kind, names: string[], language: Language): GridColumn<RegistryObject>[] {
  return names.flatMap((name, index) => {
    const field = kind.fields.find((one) => one.name === name);
    if (!field) return [];
    const unit = unitTitle(kind, field, language);
    const title = titleOf(field, language) + (unit ? ` (${unit})` : "");
    return [{
      key: name, title, least: index === 0 ? kName : (kLeast[field.type] ?? kText), grows: field.type === "text" ? 1 : undefined, isNumber: isNumber(field), sort: true,
      text: (row: RegistryObject) => shownField(kind, field, row.fields[name], language),
    }];
  });
}
