import type { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { ConfigFiles } from "../kubernetes/config-files";
import { seconds } from "../validation/quantity";
import type { Api } from "./api-props";

/** The API's settings. Each reaches the process as an environment variable, so a change has to roll the pods. */
export class ApiConfig extends ConfigFiles {
  private readonly keys: readonly string[];

  constructor(scope: Construct, id: string, config: Api["config"]) {
    const files = {
      log_level: config.logLevel,
      workers: String(config.workers),
      max_pool_size: String(config.maxPoolSize),
      request_timeout: String(seconds(config.requestTimeout)),
      feature_extraction_timeout: String(seconds(config.featureExtractionTimeout)),
      batch_inference_enabled: String(config.batchInferenceEnabled),
      inference_timeout: String(seconds(config.inferenceTimeout)),
      enable_cors: String(config.enableCors),
      // The autoscaler, dashboards and alerts need them.
      enable_metrics: "true",
      host: "0.0.0.0",
      port: String(fingerprintApi.port("http")),
    };
    super(scope, id, { name: "fingerprint-api-config", files });
    this.keys = Object.keys(files);
  }

  /** One variable a key: `log_level` becomes `LOG_LEVEL`. */
  get variables(): k8s.EnvVar[] {
    return this.keys.map((key) => ({
      name: key.toUpperCase(),
      valueFrom: { configMapKeyRef: { name: this.name, key } },
    }));
  }
}
