import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { elasticsearch, elasticsearchBootstrap } from "../../contracts/components";
import { BootstrapJob } from "../bootstrap-job";
import { bootstrapRequests, requestTable } from "./bootstrap-requests";
import { elasticsearchFile, formationConfigMap } from "./elasticsearch-component";
import type { StackProps } from "../stack";

/** Policies, templates, roles and users before Logstash writes the first document; then the note that the cluster has formed, and snapshots. */
export class ElasticsearchBootstrap extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { logging, cluster, stackSecrets: { users, authoritySecret } }: StackProps,
  ) {
    super(scope, id);
    const { name, namespace } = elasticsearchBootstrap;
    const { requests, snapshots } = bootstrapRequests(logging);
    new BootstrapJob(this, "job", {
      component: elasticsearchBootstrap,
      cluster,
      script: elasticsearchFile("bootstrap.sh"),
      files: {
        ...requestTable("requests", requests),
        ...requestTable("snapshots", snapshots),
      },
      env: [
        { name: "ELASTICSEARCH", value: elasticsearch.url("http", users ? "https" : "http") },
        { name: "FORMATION", value: `/api/v1/namespaces/${namespace}/configmaps/${formationConfigMap}` },
      ],
      authority: users && { secretName: authoritySecret, folder: "/authority" },
      passwords: users,
      asksKubernetes: true,
    });
    new k8s.KubeRole(this, "role", {
      metadata: { name },
      rules: [
        { apiGroups: [""], resources: ["configmaps"], resourceNames: [formationConfigMap], verbs: ["patch"] },
      ],
    });
    new k8s.KubeRoleBinding(this, "role-binding", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    });
  }
}
