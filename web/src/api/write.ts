import { addressOf, ApiError, forgetAnswers, unreachable, type Parameters } from "./client";
import type { Fault } from "./registry";
import type { Label, Problem } from "./types";

/** What a refused change says beside the usual: faults of values, and objects that moved on. */
export interface RefusedChange extends Problem {
  faults?: Fault[];
  objects?: { id: number; key?: string; version?: number }[];
  /** Of a file that cannot be read at all. */
  what?: Label;
  where?: string;
}

// What a refusal says of an object in the way, where it changed while it was written: words alone.
const kMoved = /object (\d+) \(([^)]*)\) is at version (\d+)/g;

/** The objects that moved on since they were read. */
export function movedObjects(refused: RefusedChange): { id: number; key?: string; version?: number }[] {
  if (refused.objects?.length) return refused.objects;
  return [...(refused.detail ?? "").matchAll(kMoved)].map(([, id, key, version]) => ({ id: Number(id), key, version: Number(version) }));
}

export class RefusedError extends ApiError {
  /** `answer`: the body, where it is no problem document but says more than the status. */
  constructor(readonly refused: RefusedChange, readonly answer: unknown = null) {
    super(refused);
  }
  /** Somebody else changed it since it was read. */
  get movedOn(): boolean {
    return this.refused.status === 412;
  }
}

export interface Sent<T> {
  body: T;
  etag: string | null;
}

interface Options {
  parameters?: Parameters;
  json?: unknown;
  bytes?: Blob | string;
  type?: string;
  match?: string;
  /** What is there is not replaced: 412. */
  onlyNew?: boolean;
}

async function refusedBy(status: number, text: string, statusText: string): Promise<RefusedError> {
  try {
    const problem = JSON.parse(text) as RefusedChange;
    if (typeof problem.title === "string") return new RefusedError({ ...problem, status });
    return new RefusedError({ title: statusText || `HTTP ${status}`, status }, problem);
  } catch {
    // Not a problem document: the status line has to do.
  }
  return new RefusedError({ title: statusText || `HTTP ${status}`, status });
}

/** A call that changes something, or whose question does not fit an address. Throws a `RefusedError`. */
export async function send<T>(method: string, path: string, options: Options = {}): Promise<Sent<T>> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (options.json !== undefined) headers["content-type"] = "application/json";
  if (options.type) headers["content-type"] = options.type;
  if (options.match) headers["if-match"] = options.match;
  if (options.onlyNew) headers["if-none-match"] = "*";
  let response: Response;
  try {
    const body = options.json !== undefined ? JSON.stringify(options.json) : options.bytes;
    response = await fetch(addressOf(path, options.parameters), { method, headers, body });
    unreachable.value = false;
  } catch (error) {
    unreachable.value = true;
    throw new RefusedError({ title: "unreachable", status: 0, detail: String(error) });
  }
  const text = await response.text();
  if (!response.ok) throw await refusedBy(response.status, text, response.statusText);
  forgetAnswers();
  return { body: (text ? JSON.parse(text) : null) as T, etag: response.headers.get("etag") };
}

/** Sends a file, or a form with one, and tells how much of it has gone. */
export function upload<T>(address: string, body: Blob | FormData, told: (part: number) => void): Promise<T> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("accept", "application/json");
    // A form's type has a boundary in it, which the browser makes.
    if (body instanceof Blob) request.setRequestHeader("content-type", body.type || "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && told(event.loaded / event.total);
    request.onload = async () => {
      if (request.status >= 400) return failed(await refusedBy(request.status, request.responseText, request.statusText));
      forgetAnswers();
      done((request.responseText ? JSON.parse(request.responseText) : null) as T);
    };
    request.onerror = () => failed(new RefusedError({ title: "unreachable", status: 0 }));
    request.send(body);
  });
}

export const etagOf = (version: number): string => `"${version}"`;
