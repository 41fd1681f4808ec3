import { Construct } from "constructs";
import { kibana, kibanaBootstrap } from "../../contracts/components";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { BootstrapJob } from "../bootstrap-job";
import type { KibanaProps } from "../logging-props";
import type { StackSecrets } from "../stack-secrets";
import { savedObjectIds, savedObjectsFile } from "./saved-objects";

const folder = "/bootstrap";

const script = (secured: boolean) => `#!/bin/bash
# Imports the saved objects. They have fixed ids, so a second import replaces them and adds nothing.
set -euo pipefail
arguments=(--silent --show-error --fail-with-body --max-time 60 --header 'kbn-xsrf: bootstrap'${secured ? ' --user "elastic:$ELASTIC_PASSWORD"' : ""})
echo "waiting for Kibana"
until curl "\${arguments[@]}" --output /dev/null "${kibana.url("http")}/api/status" 2> /dev/null; do
  sleep 5
done
answer=$(curl "\${arguments[@]}" --form 'file=@${folder}/saved-objects.ndjson' "${kibana.url("http")}/api/saved_objects/_import?overwrite=true")
echo "$answer"
# Kibana answers 200 even where it refused single objects.
grep --quiet '"success":true' <<< "$answer"
curl "\${arguments[@]}" --header 'Content-Type: application/json' \\
  --data '{"data_view_id":"${savedObjectIds.dataView}","force":true}' "${kibana.url("http")}/api/data_views/default"
`;

export interface KibanaBootstrapProps {
  readonly cluster: Cluster;
  readonly kibana: Pick<KibanaProps, "savedSearches">;
  readonly stackSecrets: StackSecrets;
}

/** The saved objects of the contract, whenever they change. */
export class KibanaBootstrap extends Construct {
  constructor(scope: Construct, id: string, props: KibanaBootstrapProps) {
    super(scope, id);
    const { users } = props.stackSecrets;
    new BootstrapJob(this, "job", {
      component: kibanaBootstrap,
      cluster: props.cluster,
      script: script(users !== undefined),
      files: { "saved-objects.ndjson": savedObjectsFile(props.kibana) },
      folder,
      env: users && [users.variable("ELASTIC_PASSWORD", "elastic")],
    });
  }
}
