// Which rows of a long table are drawn, and where the arrow keys lead in it.

export interface Drawn {
  first: number;
  /** One after the last. */
  end: number;
}

/** The rows that a frame of `height` shows when scrolled to `top`, and some on either side. */
export function drawnRows(top: number, height: number, rowHeight: number, total: number, spare = 8): Drawn {
  const first = Math.max(0, Math.min(total - 1, Math.floor(top / rowHeight)) - spare);
  const end = Math.min(total, Math.ceil((top + height) / rowHeight) + spare);
  return { first: Math.max(0, first), end: Math.max(end, Math.min(total, first + 1)) };
}

export interface At {
  row: number;
  column: number;
}

/** Where a key leads from a cell; null: the key is not one that moves. Row -1 is the head. */
export function moved(at: At, key: string, control: boolean, rows: number, columns: number, page: number): At | null {
  const last = { row: rows - 1, column: columns - 1 };
  const to = (row: number, column: number): At => ({
    row: Math.max(-1, Math.min(last.row, row)), column: Math.max(0, Math.min(last.column, column)),
  });
  switch (key) {
    case "ArrowDown": return to(at.row + 1, at.column);
    case "ArrowUp": return to(at.row - 1, at.column);
    case "ArrowRight": return to(at.row, at.column + 1);
    case "ArrowLeft": return to(at.row, at.column - 1);
    case "PageDown": return to(at.row + page, at.column);
    case "PageUp": return to(Math.max(0, at.row - page), at.column);
    case "Home": return control ? to(0, 0) : to(at.row, 0);
    case "End": return control ? to(last.row, last.column) : to(at.row, last.column);
    default: return null;
  }
}

/** How far a frame has to be scrolled to show `row`, below a head as high as a row. */
export function scrolledTo(row: number, top: number, height: number, rowHeight: number): number {
  const above = row * rowHeight;
  if (above < top) return above;
  const under = above + 2 * rowHeight;
  return under > top + height ? under - height : top;
}
