import { readFileSync } from "node:fs";
import { Construct } from "constructs";
import { kibana, kibanaBootstrap } from "../../contracts/components";
import { BootstrapJob } from "../bootstrap-job";
import { type StackProps, users as userNames } from "../stack";
import { dataView, savedObjectsFile } from "./saved-objects";

/** The saved objects of the contract, whenever they change. */
export class KibanaBootstrap extends Construct {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id);
    const { users, authoritySecret } = props.stackSecrets;
    new BootstrapJob(this, "job", {
      component: kibanaBootstrap,
      cluster: props.cluster,
      script: readFileSync("logging/kibana/bootstrap.sh", "utf8"),
      files: { "saved-objects.ndjson": savedObjectsFile(props.logging.kibana) },
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
