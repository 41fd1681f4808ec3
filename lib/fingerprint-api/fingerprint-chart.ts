import type { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { NamespaceChart } from "../kubernetes/namespace-chart";
import { FingerprintApi, type FingerprintApiProps } from "./fingerprint-api";

/** The namespace `fingerprint`. */
export class FingerprintChart extends NamespaceChart {
  constructor(scope: Construct, props: FingerprintApiProps) {
    super(scope, { namespace: fingerprintApi.namespace });

    new FingerprintApi(this, "api", props);
  }
}
