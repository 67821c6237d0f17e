// Serves the made-up country under the console's API, and the built console beside it. For
// development and tests only: `SIXSCOPE_MOCK_PORT=18300 node mock/server.mjs`.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { exporter, exporters, methods, names, status, targets } from "./facts.mjs";
import { axes, dimensions, regions } from "./model.mjs";
import { registryCall } from "./registry/calls.mjs";
import { Refusal } from "./registry/store.mjs";
import { attribution, overview, traffic } from "./traffic.mjs";

const kPort = Number(process.env.SIXSCOPE_MOCK_PORT ?? 18300);
// A fixed clock for tests whose pictures or figures must not move with the day.
const kFixed = process.env.SIXSCOPE_MOCK_NOW ? Date.parse(process.env.SIXSCOPE_MOCK_NOW) : null;
const kDist = fileURLToPath(new URL("../dist/", import.meta.url));
const kTypes = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const kPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const started = Date.now();
const clock = () => (kFixed === null ? Date.now() : kFixed + (Date.now() - started));

function answer(path, search) {
  const values = /^\/dimensions\/(\w+)\/values$/.exec(path);
  if (values && axes[values[1]]) {
    const part = (search.get("q") ?? "").toLowerCase();
    const fits = (one) => [one.value, one.label.zh, one.label.en].some((text) => text.toLowerCase().includes(part));
    const found = axes[values[1]].filter(fits).sort((a, b) => b.weight - a.weight);
    return { data: found.slice(0, Number(search.get("limit") ?? 50)).map(({ value, label }) => ({ value, label })) };
  }
  switch (path) {
    case "/traffic": return traffic(search, clock());
    case "/traffic/attribution": return attribution(clock());
    case "/applications/names": return names(clock());
    case "/status": return status;
    case "/dimensions": return { data: dimensions };
    case "/regions": return { data: regions };
    case "/exporters": return exporters(clock());
    case "/methods": return methods;
    case "/targets": return targets;
    default: return path.startsWith("/exporters/") ? exporter(clock(), decodeURIComponent(path.slice("/exporters/".length))) : null;
  }
}

function live(response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const send = () => response.write(`event: overview\ndata: ${JSON.stringify(overview(clock()))}\n\n`);
  send();
  const timer = setInterval(send, 1000);
  response.on("close", () => clearInterval(timer));
}

async function file(path, response) {
  const wanted = normalize(path).replace(/^(\.\.[/\\])+/, "");
  const name = extname(wanted) ? wanted : "index.html";
  try {
    const body = await readFile(join(kDist, name));
    response.writeHead(200, { "content-type": kTypes[extname(name)] ?? "application/octet-stream", "content-security-policy": kPolicy });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

async function bytesOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function give(response, { status = 200, json, type, name, bytes, etag }) {
  const head = { "content-type": type ?? "application/json", "cache-control": "no-store" };
  if (etag !== undefined) head.etag = `"${etag}"`;
  if (name) head["content-disposition"] = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
  response.writeHead(status, status === 204 ? {} : head);
  response.end(status === 204 ? undefined : bytes ?? JSON.stringify(json));
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith("/api/v1/")) return void file(url.pathname, response);
  const path = url.pathname.slice("/api/v1".length);
  if (path === "/live") return live(response);
  const problem = (status, title, more) => {
    response.writeHead(status, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ type: "about:blank", title, status, ...more }));
  };
  try {
    const bytes = await bytesOf(request);
    const told = { bytes, body: bytes.toString("utf8"), match: request.headers["if-match"], onlyNew: request.headers["if-none-match"] === "*", type: request.headers["content-type"] };
    const called = registryCall(path, request.method, url.searchParams, told);
    if (called) return give(response, called);
    const body = called === undefined && request.method === "GET" ? answer(path, url.searchParams) : null;
    if (!body) return problem(404, "Not Found", { detail: `no resource ${path}` });
    give(response, { json: body });
  } catch (error) {
    if (error instanceof Refusal) problem(error.status, error.title, { detail: error.message, ...error.extra });
    else problem(400, "Bad Request", { detail: String(error.message) });
  }
}).listen(kPort, "127.0.0.1", () => console.log(`mock at http://127.0.0.1:${kPort}`));
