import type { Construct } from "constructs";
import { filebeat } from "../../contracts/components";
import type { Environment } from "../../environments/shape/environment";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { FilebeatNetwork } from "../logging-network";
import { FilebeatShipper } from "./filebeat-shipper";

/** The namespace `filebeat`: privileged because of its host mounts, and empty but for the shipper. */
export class FilebeatChart extends NamespaceChart {
  constructor(scope: Construct, env: Environment) {
    super(scope, { namespace: filebeat.namespace, podSecurity: "privileged" });

    new FilebeatShipper(this, "shipper", env);
    new FilebeatNetwork(this, "network", env);
  }
}
