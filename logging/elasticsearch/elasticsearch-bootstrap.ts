import { Construct } from "constructs";
import { elasticsearch, elasticsearchBootstrap } from "../../contracts/components";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { BootstrapJob } from "../bootstrap-job";
import type { Logging } from "../logging-props";
import type { StackSecrets } from "../stack-secrets";
import { bootstrapRequests, bootstrapUsers } from "./bootstrap-requests";
import { bootstrapScript, requestFile } from "./bootstrap-script";

const files = "/bootstrap";
const authorityFolder = "/authority";

/** Keys of the users' Secret by the variable that holds the password. */
const passwordKeys = {
  ELASTIC_PASSWORD: "elastic",
  KIBANA_PASSWORD: "kibana",
  LOGSTASH_PASSWORD: "logstash",
  EXPORTER_PASSWORD: "exporter",
} as const;

export interface ElasticsearchBootstrapProps {
  readonly logging: Pick<Logging, "elasticsearch" | "retention" | "security">;
  readonly cluster: Cluster;
  readonly stackSecrets: StackSecrets;
}

/** Snapshot repository, policies, templates, roles and users, in this order, before Logstash writes the first document. */
export class ElasticsearchBootstrap extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { logging, cluster, stackSecrets: { users, authoritySecret } }: ElasticsearchBootstrapProps,
  ) {
    super(scope, id);
    const requests = bootstrapRequests(logging);
    new BootstrapJob(this, "job", {
      component: elasticsearchBootstrap,
      cluster,
      script: bootstrapScript(requests, bootstrapUsers(logging), {
        url: elasticsearch.url("http", users ? "https" : "http"),
        authority: users && `${authorityFolder}/ca.crt`,
        files,
      }),
      files: Object.fromEntries(
        requests.map((request, i) => [requestFile(request, i), `${JSON.stringify(request.body, null, 2)}\n`]),
      ),
      folder: files,
      env: users && Object.entries(passwordKeys).map(([variable, key]) => users.variable(variable, key)),
      authority: users && { secretName: authoritySecret, folder: authorityFolder },
    });
  }
}
