import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { apiPaths } from "../../contracts/api-paths";

/** The API's address inside the cluster: port 80, sent on to the pods' port. */
export class ApiService extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    new k8s.KubeService(this, "service", {
      metadata: {
        name: fingerprintApi.name,
        labels: fingerprintApi.podLabels,
        annotations: {
          "prometheus.io/scrape": "true",
          "prometheus.io/port": String(fingerprintApi.port("http")),
          "prometheus.io/path": apiPaths.metrics,
        },
      },
      spec: {
        type: "ClusterIP",
        selector: fingerprintApi.podLabels,
        ports: fingerprintApi.servicePorts(),
      },
    });
  }
}
