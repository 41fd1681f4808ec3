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
  /** Share of requests that fail, from 0 to 1. */
  errors: 0,
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

function printJson(level: string, message: string, more: object = {}): void {
  const common = { timestamp: new Date().toISOString(), level, logger: "fingerprint_api", message };
  print(JSON.stringify({ ...common, ...more }));
}

let busy = 0;
const waiting: (() => void)[] = [];

/** Has a worker do it, when one is free. */
async function byWorker(work: () => Promise<void>): Promise<void> {
  const since = performance.now();
  while (busy >= control.workers) await new Promise<void>((resolve) => waiting.push(resolve));
  busy++;
  exposition.observe(apiMetrics.queueLatency, {}, (performance.now() - since) / 1000);
  await work();
  busy--;
  waiting.shift()?.();
}

type Answer = readonly [status: number, content: object | string];

/** Questions that were asked before. */
const known = new Set<string>();

async function predict(body: string): Promise<Answer> {
  JSON.parse(body);
  await byWorker(async () => {
    exposition.observe(apiMetrics.featureExtractionDuration, {}, 0.001);
    const { cacheHits, cacheMisses } = apiMetrics;
    exposition.add(known.has(body) ? cacheHits : cacheMisses, { cache_type: "features" });
    known.add(body);
    await pause(control.latency);
    for (const level of models)
      exposition.observe(apiMetrics.inferenceDuration, { level }, control.latency / 1000);
  });
  const request_id = randomUUID();
  if (Math.random() < control.errors) {
    printJson("ERROR", "inference failed", { request_id, endpoint: identify, error_type: "InferenceError" });
    return [500, { error: "inference failed" }];
  }
  const prediction = { predicted_family: "Chrome", predicted_version: "120", confidence: 0.93 };
  printJson("INFO", "identified", { request_id, ...prediction, inference_time_ms: control.latency });
  return [200, prediction];
}

/** Changes how it behaves, and writes numbered lines that a test looks for, in both shapes. */
function steer(body: string): Answer {
  const { lines, ...changes } = JSON.parse(body);
  Object.assign(control, changes);
  showModels();
  for (let i = 0; i < (lines?.count ?? 0); i++) {
    const line = `${lines.prefix}-${i}`;
    if (i % 2 === 0) printJson("INFO", line);
    else print(`203.0.113.7 - - [${apacheTime()}] "GET /${line} HTTP/1.1" 200 12 "-" "e2e" 1.5ms`);
  }
  return [200, control];
}

function apacheTime(): string {
  const [, day, month, year, time] = new Date().toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}

async function answer({ method, url }: IncomingMessage, body: string): Promise<Answer> {
  if (url === apiPaths.liveness) return [200, { status: "healthy" }];
  if (url === apiPaths.readiness) return control.models ? [200, { loaded: models }] : [503, { loaded: [] }];
  if (url === apiPaths.metrics) return [200, exposition.text()];
  if (url === "/control") return steer(body);
  if (url !== identify) return [404, { error: "not found" }];
  if (method !== "POST") return [405, { error: "only POST" }];
  return predict(body).catch(() => [400, { error: "not JSON" }]);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const since = performance.now();
  const body = await text(request);
  const [status, content] = await answer(request, body);
  const isText = typeof content === "string";
  const told = isText ? content : JSON.stringify(content);
  response.writeHead(status, { "Content-Type": isText ? "text/plain" : "application/json" }).end(told);
  const { url: endpoint = "", method = "", socket, headers } = request;
  if (endpoint === apiPaths.metrics || endpoint === "/control") return;
  const milliseconds = performance.now() - since;
  exposition.add(apiMetrics.requests, { status: String(status), endpoint, method });
  exposition.observe(apiMetrics.requestDuration, { endpoint }, milliseconds / 1000);
  exposition.observe(apiMetrics.requestSize, { endpoint }, Buffer.byteLength(body));
  if (endpoint === apiPaths.liveness || endpoint === apiPaths.readiness) return;
  const asked = `${socket.remoteAddress ?? "-"} - - [${apacheTime()}] "${method} ${endpoint} HTTP/1.1"`;
  print(
    `${asked} ${status} ${told.length} "-" "${headers["user-agent"] ?? "-"}" ${milliseconds.toFixed(1)}ms`,
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
