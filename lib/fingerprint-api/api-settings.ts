import type { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { z } from "zod";
import { fingerprintApi } from "../../contracts/components";
import { ConfigFiles } from "../kubernetes/config-files";
import { count, flag, oneOf, section, wholeSeconds } from "../validation/formats";
import { seconds } from "../validation/quantity";

/** Settings of the API, as an environment says them. */
export const apiSettings = section({
  /** Least severe level that is logged. @default "info" */
  logLevel: oneOf("trace", "debug", "info", "warn", "error").default("info"),
  /** Worker threads. @default 4 */
  workers: count(1, 1024).default(4),
  /** Connections in the pool. @default 100 */
  maxPoolSize: count(1).default(100),
  /** A request is given up after this. @default "30s" */
  requestTimeout: wholeSeconds("1s", "1h").default("30s"),
  /** Feature extraction is given up after this. @default "5s" */
  featureExtractionTimeout: wholeSeconds("1s", "1h").default("5s"),
  /** Inference is given up after this. @default "10s" */
  inferenceTimeout: wholeSeconds("1s", "1h").default("10s"),
  /** Several requests share one inference. @default true */
  batchInferenceEnabled: flag.default(true),
  /** Answers cross-origin requests. @default true */
  enableCors: flag.default(true),
});

type Settings = z.output<typeof apiSettings>;

/** The variables in which the API's process reads them: no environment may set one of these names itself. */
export const variablesOf = (settings: Settings) => ({
  LOG_LEVEL: settings.logLevel,
  WORKERS: String(settings.workers),
  MAX_POOL_SIZE: String(settings.maxPoolSize),
  REQUEST_TIMEOUT: String(seconds(settings.requestTimeout)),
  FEATURE_EXTRACTION_TIMEOUT: String(seconds(settings.featureExtractionTimeout)),
  BATCH_INFERENCE_ENABLED: String(settings.batchInferenceEnabled),
  INFERENCE_TIMEOUT: String(seconds(settings.inferenceTimeout)),
  ENABLE_CORS: String(settings.enableCors),
  // The autoscaler, dashboards and alerts need them.
  ENABLE_METRICS: "true",
  HOST: "0.0.0.0",
  PORT: String(fingerprintApi.port("http")),
});

/** The settings, and an environment's own variables. Each reaches the process as a variable, so a change has to roll the pods. */
export class ApiConfig extends ConfigFiles {
  /** Variables of the API's containers, each from the key of its name in lower case. */
  readonly variables: k8s.EnvVar[];

  constructor(scope: Construct, settings: Settings, own: Readonly<Record<string, string>>) {
    const all = Object.entries({ ...variablesOf(settings), ...own });
    const files = Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]));
    super(scope, "fingerprint-api-config", files);
    this.variables = all.map(([name]) => ({
      name,
      valueFrom: { configMapKeyRef: { name: this.name, key: name.toLowerCase() } },
    }));
  }
}
