/**
 * A small Fingerprint API, as far as the manifests, the probes, the metrics and the log know it. What it predicts is
 * made up; the rest is what a service does: it loads its models, works in a pool of workers, answers, measures and logs.
 * `POST /control` changes how it does so.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { apiPaths } from "../../../contracts/api-paths";
import { apiMetrics } from "../../../contracts/metrics";
import { Exposition } from "../../metrics/exposition";

const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`the variable ${name} is missing`);
  return value;
};

const identify = "/api/v1/fingerprint/identify";
const models = ["family", "version"] as const;
const workers = Number(setting("WORKERS")) * Number(setting("MAX_POOL_SIZE"));

/** What `/control` may change. */
const control = {
  /** Milliseconds that an inference takes. */
  latency: 5,
  /** Milliseconds of processor time that a request costs. */
  work: 0,
  /** Share of requests that fail, from 0 to 1. */
  errors: 0,
  /** Whether the models are loaded. */
  models: false,
  /** Requests that may be worked on at once. */
  workers,
};

const exposition = new Exposition();
exposition.set(apiMetrics.processStartTime, {}, Date.now() / 1000 - process.uptime());
for (const level of models) exposition.set(apiMetrics.modelAccuracy, { level }, 0.95);

function showModels(): void {
  for (const model of models) exposition.set(apiMetrics.modelsLoaded, { model }, control.models ? 1 : 0);
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const printJson = (level: string, message: string, more: object = {}) =>
  print(
    JSON.stringify({
      timestamp: new Date().toISOString(),
      level,
      logger: "fingerprint_api",
      message,
      ...more,
    }),
  );

let busy = 0;
const waiting: (() => void)[] = [];

/** Waits for a free worker and gives the way to free it again. */
async function worker(): Promise<() => void> {
  const since = performance.now();
  while (busy >= control.workers) await new Promise<void>((resolve) => waiting.push(resolve));
  busy++;
  exposition.observe(apiMetrics.queueLatency, {}, (performance.now() - since) / 1000);
  return () => {
    busy--;
    waiting.shift()?.();
  };
}

interface Answer {
  readonly status: number;
  readonly answer: object | string;
}

/** Questions that were asked before. */
const known = new Set<string>();

async function predict(body: string): Promise<Answer> {
  JSON.parse(body);
  const free = await worker();
  try {
    const until = performance.now() + control.work;
    while (performance.now() < until);
    exposition.observe(apiMetrics.featureExtractionDuration, {}, 0.001);
    const { cacheHits, cacheMisses } = apiMetrics;
    exposition.add(known.has(body) ? cacheHits : cacheMisses, { cache_type: "features" });
    if (known.size < 1000) known.add(body);
    await pause(control.latency);
    for (const level of models)
      exposition.observe(apiMetrics.inferenceDuration, { level }, control.latency / 1000);
  } finally {
    free();
  }
  const request_id = randomUUID();
  if (Math.random() < control.errors) {
    printJson("ERROR", "inference failed", { request_id, endpoint: identify, error_type: "InferenceError" });
    return { status: 500, answer: { error: "inference failed" } };
  }
  const prediction = { predicted_family: "Chrome", predicted_version: "120", confidence: 0.93 };
  printJson("INFO", "identified", { request_id, ...prediction, inference_time_ms: control.latency });
  return { status: 200, answer: prediction };
}

/** Writes lines that a test looks for, in both shapes. */
function writeLines({ count, prefix }: { count: number; prefix: string }): void {
  for (let i = 0; i < count; i++)
    if (i % 2 === 0) printJson("INFO", `${prefix}-${i}`);
    else print(`203.0.113.7 - - [${apacheTime()}] "GET /${prefix}-${i} HTTP/1.1" 200 12 "-" "e2e" 1.5ms`);
}

function apacheTime(): string {
  const [, day, month, year, time] = new Date().toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}

async function answer({ method = "", url = "" }: IncomingMessage, body: string): Promise<Answer> {
  if (url === apiPaths.liveness) return { status: 200, answer: { status: "healthy" } };
  if (url === apiPaths.readiness)
    return { status: control.models ? 200 : 503, answer: { loaded: control.models ? models : [] } };
  if (url === apiPaths.metrics) return { status: 200, answer: exposition.text() };
  if (url === "/control" && method === "POST") {
    const { lines, ...changes } = JSON.parse(body) as Partial<typeof control> & {
      lines?: Parameters<typeof writeLines>[0];
    };
    Object.assign(control, changes);
    showModels();
    if (lines) writeLines(lines);
    return { status: 200, answer: control };
  }
  if (url !== identify) return { status: 404, answer: { error: "not found" } };
  if (method !== "POST") return { status: 405, answer: { error: "only POST" } };
  try {
    return await predict(body);
  } catch {
    return { status: 400, answer: { error: "not JSON" } };
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const since = performance.now();
  const body = await text(request);
  const { status, answer: content } = await answer(request, body);
  const [type, told] =
    typeof content === "string" ? ["text/plain", content] : ["application/json", JSON.stringify(content)];
  response.writeHead(status, { "Content-Type": type }).end(told);
  const { url: endpoint = "", method = "" } = request;
  const milliseconds = performance.now() - since;
  if (endpoint === apiPaths.metrics || endpoint === "/control") return;
  exposition.add(apiMetrics.requests, { status: String(status), endpoint, method });
  exposition.observe(apiMetrics.requestDuration, { endpoint }, milliseconds / 1000);
  exposition.observe(apiMetrics.requestSize, { endpoint }, Buffer.byteLength(body));
  if (endpoint !== apiPaths.liveness && endpoint !== apiPaths.readiness)
    print(
      `${request.socket.remoteAddress ?? "-"} - - [${apacheTime()}] "${method} ${endpoint} HTTP/1.1" ${status} ${told.length} "-" "${request.headers["user-agent"] ?? "-"}" ${milliseconds.toFixed(1)}ms`,
    );
}

const server = createServer((request, response) => {
  void serve(request, response);
});
server.keepAliveTimeout = 5000;
server.listen(Number(setting("PORT")), setting("HOST"));
for (const name of ["LOG_LEVEL", "REQUEST_TIMEOUT", "INFERENCE_TIMEOUT", "FEATURE_EXTRACTION_TIMEOUT"])
  setting(name);
printJson("INFO", "listening", { workers });
setTimeout(() => {
  control.models = true;
  showModels();
  printJson("INFO", "models loaded");
}, 1500);

process.on("SIGTERM", () => {
  printJson("INFO", "ending");
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
