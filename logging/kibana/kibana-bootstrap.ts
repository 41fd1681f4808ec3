import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Construct } from "constructs";
import { kibana, kibanaBootstrap } from "../../contracts/components";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { BootstrapJob } from "../bootstrap-job";
import type { KibanaProps } from "./kibana-props";
import { users as userNames } from "../stack";
import type { StackSecrets } from "../stack-secrets";
import { dataView, savedObjectsFile } from "./saved-objects";

export interface KibanaBootstrapProps {
  readonly cluster: Cluster;
  readonly kibana: Pick<KibanaProps, "savedSearches">;
  readonly stackSecrets: StackSecrets;
}

/** The saved objects of the contract, whenever they change. */
export class KibanaBootstrap extends Construct {
  constructor(scope: Construct, id: string, props: KibanaBootstrapProps) {
    super(scope, id);
    const { users, authoritySecret } = props.stackSecrets;
    new BootstrapJob(this, "job", {
      component: kibanaBootstrap,
      cluster: props.cluster,
      script: readFileSync(join(__dirname, "bootstrap.sh"), "utf8"),
      files: { "saved-objects.ndjson": savedObjectsFile(props.kibana) },
      env: [
        { name: "KIBANA_URL", value: kibana.url("http", users ? "https" : "http") },
        { name: "DATA_VIEW", value: dataView },
        ...(users
          ? [
              { name: "KIBANA_USER", value: userNames.kibanaBootstrap },
              users.variable("KIBANA_PASSWORD", "kibana-bootstrap"),
            ]
          : []),
      ],
      authority: users && { secretName: authoritySecret, folder: "/authority" },
    });
  }
}
