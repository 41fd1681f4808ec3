import { allAlerts } from "../../../monitoring/rules/rule-file";
import type { Patient } from "../../../operations/doctor/check";
import { Kubectl, type LiveObject, type ObjectName } from "../../../operations/doctor/kubectl";
import { PrometheusClient } from "../../../operations/doctor/prometheus-client";
import { ServiceClient } from "../../../operations/doctor/service-client";
import { large } from "../../environments/large";
import { resolved } from "../../support/environments";
import { exampleDist } from "../../support/example-dist";

const [production, rehearsed] = exampleDist;
const environment = resolved(large);

const now = new Date("2026-06-01T12:00:00Z");
export const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

export const alertmanagerStatus = (members: number, ...receivers: string[]) => ({
  cluster: { status: "ready", peers: Array.from({ length: members }) },
  config: { original: receivers.map((name) => `- name: ${name}-receiver\n`).join("") },
});

/**
 * What is answered over HTTP, by a part of the path or the query; the first that fits counts. A number is the value of a query,
 * which has no series where there is none.
 */
type Answers = readonly (readonly [part: string, answer: number | object | undefined])[];

const rules = allAlerts().flatMap((group) => group.rules.map(({ alert: name }) => ({ name, health: "ok" })));
const healthyAnswers: Answers = [
  ["/api/v1/rules", { data: { groups: [{ rules }] } }],
  ["/api/v2/status", alertmanagerStatus(3, "default", "critical", "warning", "info")],
  ["/api/health", { database: "ok" }],
  ["count(up{", 5],
  ["alertmanager_notifications_failed_total", undefined],
  ["offset 10m", 1000],
  ["elasticsearch_indices_docs_primary", 1200],
  ["desired_replicas", 9],
  ["", 3],
];

const made = (kind: string, namespace: string, name: string, fields = {}) => {
  return { kind, metadata: { name, namespace }, ...fields };
};

const surroundings = [
  made("Pod", "fingerprint", "api-1"),
  made("Pod", "fingerprint", "api-2"),
  made("Pod", "kube-system", "coredns-1"),
  made("EndpointSlice", "fingerprint", "slice", { endpoints: [{ conditions: { ready: true } }] }),
  made("ConfigMap", "ingress-nginx", "controller"),
  made("Service", "ingress-nginx", "controller", {
    spec: {
      type: "LoadBalancer",
      externalTrafficPolicy: "Local",
      selector: environment.cluster.ingressController.podLabels,
    },
  }),
];

/** The object as it is when all is well: each check reads its own fields of the status. */
const alive = ({ metadata, ...object }: any) => ({
  ...object,
  metadata: {
    ...metadata,
    annotations: { ...metadata.annotations, "fingerprint/last-restore-drill": hoursAgo(240) },
  },
  status: {
    phase: "Running",
    readyReplicas: object.spec?.replicas ?? 5,
    succeeded: 1,
    currentMetrics: object.spec?.metrics,
    notAfter: hoursAgo(-24 * 60),
    loadBalancer: { ingress: [{ ip: "192.0.2.1" }] },
    conditions: ["Ready", "ScalingActive", "Progressing"].map((type) => {
      return { type, status: "True", lastUpdateTime: hoursAgo(48) };
    }),
  },
});

export interface Illness {
  /** Changes an object; undefined takes it away. */
  readonly object?: (live: any) => object | undefined;
  readonly answers?: Answers;
  /** What public DNS knows. */
  readonly records?: Readonly<Record<string, string[]>>;
}

export const askedQueries = new Set<string>();

class FakeKubectl extends Kubectl {
  private readonly objects: readonly (LiveObject & { readonly kind: string })[];

  constructor(
    manifests: readonly object[],
    private readonly illness: Illness,
  ) {
    super("fake");
    const { object = (live) => live } = illness;
    this.objects = [...manifests, ...surroundings].map(alive).flatMap((live) => object(live) ?? []) as any;
  }

  override async get(kind: string, { namespace, name }: ObjectName) {
    return (await this.list(kind, namespace)).find(({ metadata }) => metadata.name === name);
  }

  override list(kind: string, namespace: string | undefined) {
    const found = this.objects.filter((live) => live.kind === kind && live.metadata.namespace === namespace);
    return Promise.resolve(found);
  }

  override output([, what, path = ""]: readonly string[]) {
    if (what === "secret") return Promise.resolve("smtp-password slack-token pagerduty-key heartbeat-url ");
    const asked = decodeURIComponent(path);
    const [, query] = asked.split("query=");
    if (query !== undefined) askedQueries.add(query);
    const all = [...(this.illness.answers ?? []), ...healthyAnswers];
    const answer = all.find(([part]) => asked.includes(part))?.[1];
    if (answer instanceof Error) return Promise.reject(answer);
    const result = answer === undefined ? [] : [{ metric: { integration: "slack" }, value: [0, answer] }];
    return Promise.resolve(JSON.stringify(typeof answer === "object" ? answer : { data: { result } }));
  }
}

/** Production on a cluster where all is well but for the illness. */
export function patientWith(illness: Illness = {}, rehearsalIllness: Illness = {}): Patient {
  const kubectl = new FakeKubectl(production!.manifests, illness);
  const services = new ServiceClient(kubectl);
  const { records = { [large.api.host]: ["192.0.2.1"] } } = illness;
  return {
    environment,
    manifests: production!,
    kubectl,
    services,
    prometheus: new PrometheusClient(services),
    rehearsal: { name: "staging", kubectl: new FakeKubectl(rehearsed!.manifests, rehearsalIllness) },
    addressesOf: (host) => Promise.resolve(records[host] ?? []),
    now,
  };
}
