import { z } from "zod";
import { fingerprintApi } from "../../contracts/components";
import { count, flag, oneOf, wholeSeconds } from "../validation/formats";
import { seconds } from "../validation/quantity";

/** Settings of the API, as an environment says them. */
export const apiSettings = z
  .strictObject({
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
  })
  .prefault({});

/** The variables in which the API's process reads them: no environment may set one of these names itself. */
export const variablesOf = (settings: z.output<typeof apiSettings>) => ({
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
