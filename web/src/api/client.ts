import { ref } from "vue";
import type { Envelope, Problem } from "./types";

/** An answer that is not a success: the problem document, or what stands for it. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
  /** The server did not answer at all. */
  get unreachable(): boolean {
    return this.problem.status === 0;
  }
}

export type Parameters = Record<string, string | number | undefined | null>;

/** Whether the last call got no answer at all. */
export const unreachable = ref(false);

const kBase = "/api/v1";
// Long enough that the panels of one page share an answer, short enough to be called live.
const kFreshFor = 8_000;
const kCacheEntriesMost = 120;
const cache = new Map<string, { at: number; answer: Promise<unknown> }>();

/** The address of a call; parameters that are absent or empty are left out. */
export function addressOf(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return kBase + path + (text ? `?${text}` : "");
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<Problem>;
    if (typeof body.title === "string") return { ...body, title: body.title, status: response.status };
  } catch {
    // Not a problem document: the status line has to do.
  }
  return { title: response.statusText || "HTTP " + response.status, status: response.status };
}

async function fetched(address: string, accept: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { headers: { accept } });
    unreachable.value = false;
  } catch (error) {
    unreachable.value = true;
    throw new ApiError({ title: "unreachable", status: 0, detail: String(error) });
  }
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response;
}

const fetchJson = async (address: string): Promise<unknown> => (await fetched(address, "application/json")).json();

/** What is at an address as text: a page of a report. Not remembered. */
export const getText = async (address: string, accept = "text/html"): Promise<string> => (await fetched(address, accept)).text();

/** GET, remembered for a few seconds so that several panels may ask the same. */
export function get<T>(path: string, parameters: Parameters = {}): Promise<T> {
  const address = addressOf(path, parameters);
  const now = Date.now();
  const known = cache.get(address);
  if (known && now - known.at < kFreshFor) return known.answer as Promise<T>;
  const answer = fetchJson(address);
  cache.set(address, { at: now, answer });
  answer.catch(() => cache.delete(address));
  for (const key of cache.keys()) {
    if (cache.size <= kCacheEntriesMost) break;
    cache.delete(key);
  }
  return answer as Promise<T>;
}

/** Forgets every answer, so that the next question goes to the server. */
export function forgetAnswers(): void {
  cache.clear();
}

const kPagesMost = 30;

/** All pages of a call that pages by cursor, as one envelope. */
export async function getAll<T>(path: string, parameters: Parameters): Promise<Envelope<T[]>> {
  const first = await get<Envelope<T[]>>(path, parameters);
  let cursor = first.next_cursor;
  if (!cursor) return first;
  const all: Envelope<T[]> = { ...first, data: [...first.data], labels: { ...first.labels } };
  for (let page = 1; cursor && page < kPagesMost; page++) {
    const next: Envelope<T[]> = await get<Envelope<T[]>>(path, { ...parameters, cursor });
    all.data.push(...next.data);
    for (const [name, labels] of Object.entries(next.labels ?? {})) {
      all.labels![name] = { ...all.labels![name], ...labels };
    }
    cursor = next.next_cursor;
  }
  all.next_cursor = cursor;
  return all;
}
