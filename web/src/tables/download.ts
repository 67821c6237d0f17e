/** Hands `content` to the browser as a file. */
export function download(name: string, content: Blob | string, type = "text/csv;charset=utf-8"): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 5_000);
}

const kStyles = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight",
  "font-family", "text-anchor", "dominant-baseline",
];

/** What a picture says of itself, so that it can be told what it shows when it is far from its page. */
export interface Caption {
  title: string;
  /** Span, filter, method, date. */
  lines: string[];
}

export interface Look {
  background: string;
  text: string;
  quiet: string;
  font: string;
}

/** A picture with its size on the page. */
export interface Drawn {
  image: HTMLImageElement;
  width: number;
  height: number;
}

const kScale = 2;

async function loaded(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/** A data address of a canvas that is `kScale` times as large as on the page. */
export async function drawnFrom(address: string): Promise<Drawn> {
  const image = await loaded(address);
  return { image, width: image.width / kScale, height: image.height / kScale };
}

/** An SVG as it looks on the page. */
export async function drawnSvg(svg: SVGSVGElement): Promise<Drawn> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll("*")];
  const to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of kStyles) to[index]!.setAttribute(name, style.getPropertyValue(name));
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const source = new XMLSerializer().serializeToString(copy);
  return { image: await loaded("data:image/svg+xml;charset=utf-8," + encodeURIComponent(source)), width, height };
}

/** `text` in lines no wider than `most`, broken between words, or within one that is wider by itself. */
export function wrapped(text: string, most: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  // Chinese has no spaces: there each character may begin a line.
  for (const part of text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? []) {
    if (line !== "" && widthOf((line + part).trimEnd()) > most) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
    while (widthOf(line.trimEnd()) > most && line.length > 1) {
      let fits = line.length - 1;
      while (fits > 1 && widthOf(line.slice(0, fits)) > most) fits--;
      lines.push(line.slice(0, fits));
      line = line.slice(fits);
    }
  }
  return line.trim() === "" ? lines : [...lines, line.trimEnd()];
}

const kMargin = 16;
const kTitle = { size: 18, height: 26 };
const kLine = { size: 12, height: 18 };

/** The picture with its caption above it, twice its size. */
export function captioned(drawn: Drawn, caption: Caption, look: Look): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  const paint = canvas.getContext("2d")!;
  const width = drawn.width + 2 * kMargin;
  const fontOf = (part: typeof kTitle, weight: number) => `${weight} ${part.size}px ${look.font}`;
  const set = (texts: string[], part: typeof kTitle, weight: number) => {
    paint.font = fontOf(part, weight);
    const lines = texts.flatMap((text) => wrapped(text, drawn.width, (one) => paint.measureText(one).width));
    return lines.map((text) => ({ text, part, weight, color: weight > 400 ? look.text : look.quiet }));
  };
  const lines = [...set([caption.title], kTitle, 650), ...set(caption.lines, kLine, 400)];
  const above = lines.reduce((sum, line) => sum + line.part.height, kMargin) + 8;
  canvas.width = width * kScale;
  canvas.height = (above + drawn.height + kMargin) * kScale;
  paint.scale(kScale, kScale);
  paint.fillStyle = look.background;
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.textBaseline = "middle";
  let y = kMargin;
  for (const line of lines) {
    paint.font = fontOf(line.part, line.weight);
    paint.fillStyle = line.color;
    paint.fillText(line.text, kMargin, y + line.part.height / 2);
    y += line.part.height;
  }
  paint.drawImage(drawn.image, kMargin, above, drawn.width, drawn.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
