import type { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { prometheus } from "../../monitoring/components";
import { NamespaceChart } from "../kubernetes/namespace-chart";
import { FingerprintApi } from "./fingerprint-api";
import { fingerprintApi } from "./fingerprint-api-component";

/** The namespace `fingerprint`. */
export class FingerprintChart extends NamespaceChart {
  constructor(scope: Construct, { api, cluster, secrets, monitoring }: Environment) {
    super(scope, { namespace: fingerprintApi.namespace });

    new FingerprintApi(this, "api", {
      api,
      cluster,
      secrets,
      scrapers: [prometheus],
      throughKeda: monitoring.customMetrics.provider === "keda",
    });
  }
}
