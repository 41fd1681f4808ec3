import type { Construct } from "constructs";
import { filebeat } from "../../contracts/components";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { FilebeatShipper, type FilebeatShipperProps } from "./filebeat-shipper";

/** The namespace `filebeat`: privileged because of its host mounts, and empty but for the shipper. */
export class FilebeatChart extends NamespaceChart {
  constructor(scope: Construct, props: FilebeatShipperProps) {
    super(scope, { namespace: filebeat.namespace, podSecurity: "privileged" });

    new FilebeatShipper(this, "shipper", props);
  }
}
