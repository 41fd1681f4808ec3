import type { Construct } from "constructs";
import { fingerprintApi, prometheus } from "../../contracts/components";
import { NamespaceChart } from "../kubernetes/namespace-chart";
import { FingerprintApi, type FingerprintApiProps } from "./fingerprint-api";

/** The namespace `fingerprint`. */
export class FingerprintChart extends NamespaceChart {
  constructor(scope: Construct, props: Omit<FingerprintApiProps, "scrapers">) {
    super(scope, { namespace: fingerprintApi.namespace });

    new FingerprintApi(this, "api", { ...props, scrapers: [prometheus] });
  }
}
