import type { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { ConfigFiles } from "../kubernetes/config-files";
import { seconds } from "../validation/quantity";
import type { Api } from "./api-props";

/** The API's settings. Each reaches the process as an environment variable, so a change has to roll the pods. */
export class ApiConfig extends ConfigFiles {
  /** Variables of the API's containers, each from the key of its name in lower case. */
  readonly variables: k8s.EnvVar[];

  constructor(scope: Construct, id: string, { config, env }: Pick<Api, "config" | "env">) {
    const settings = Object.entries({
      LOG_LEVEL: config.logLevel,
      WORKERS: String(config.workers),
      MAX_POOL_SIZE: String(config.maxPoolSize),
      REQUEST_TIMEOUT: String(seconds(config.requestTimeout)),
      FEATURE_EXTRACTION_TIMEOUT: String(seconds(config.featureExtractionTimeout)),
      BATCH_INFERENCE_ENABLED: String(config.batchInferenceEnabled),
      INFERENCE_TIMEOUT: String(seconds(config.inferenceTimeout)),
      ENABLE_CORS: String(config.enableCors),
      // The autoscaler, dashboards and alerts need them.
      ENABLE_METRICS: "true",
      HOST: "0.0.0.0",
      PORT: String(fingerprintApi.port("http")),
      ...env,
    });
    const files = Object.fromEntries(settings.map(([name, value]) => [name.toLowerCase(), value]));
    super(scope, id, { name: "fingerprint-api-config", files });
    this.variables = settings.map(([name]) => ({
      name,
      valueFrom: { configMapKeyRef: { name: this.name, key: name.toLowerCase() } },
    }));
  }
}
