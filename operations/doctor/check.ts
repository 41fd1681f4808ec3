import type { Environment } from "../../environments/shape/environment";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import type { Finding } from "./finding";
import type { Kubectl } from "./kubectl";
import type { PrometheusClient } from "./prometheus-client";
import type { ServiceClient } from "./service-client";

/** What a check may look at. */
export interface Patient {
  readonly environment: Environment;
  /** What should be there. */
  readonly manifests: EnvironmentManifests;
  readonly kubectl: Kubectl;
  readonly services: ServiceClient;
  readonly prometheus: PrometheusClient;
  /** The cluster where a version proves itself before it comes here; undefined where there is none. */
  readonly rehearsal: { readonly name: string; readonly kubectl: Kubectl } | undefined;
  /** What public DNS says of a host. */
  readonly addressesOf: (host: string) => Promise<readonly string[]>;
  readonly now: Date;
}

/** One point of a checklist, answered by looking. */
export interface Check {
  /** `M1` of the monitoring checklist, `P1` of the production checklist. */
  readonly id: string;
  readonly title: string;
  readonly look: (patient: Patient) => Promise<Finding>;
}
