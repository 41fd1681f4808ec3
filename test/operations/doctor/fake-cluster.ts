import { allAlerts } from "../../../monitoring/rules/rule-file";
import type { Patient } from "../../../operations/doctor/check";
import type { Kubectl, ObjectName } from "../../../operations/doctor/kubectl";
import { PrometheusClient } from "../../../operations/doctor/prometheus-client";
import type { ServiceClient } from "../../../operations/doctor/service-client";
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

export const rules = allAlerts().flatMap((group) =>
  group.rules.map(({ alert: name }) => ({ name, health: "ok" })),
);
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
  /** What is different in the cluster where a version proves itself. */
  readonly rehearsal?: Illness;
}

export const askedQueries = new Set<string>();

function fakeKubectl(manifests: readonly object[], { object = (live) => live }: Illness): Kubectl {
  const objects = [...manifests, ...surroundings].map(alive).flatMap((live): any => object(live) ?? []);
  const list = (kind: string, namespace?: string) =>
    Promise.resolve(objects.filter((live) => live.kind === kind && live.metadata.namespace === namespace));
  const get = async (kind: string, { namespace, name }: ObjectName) =>
    (await list(kind, namespace)).find(({ metadata }) => metadata.name === name);
  const output = () => Promise.resolve("smtp-password slack-token pagerduty-key heartbeat-url ");
  return { context: "fake", get, list, output } as unknown as Kubectl;
}

/** Production on a cluster where all is well but for the illness. */
export function patientWith(illness: Illness): Patient {
  const { answers = [], records = { [large.api.host]: ["192.0.2.1"] }, rehearsal = {} } = illness;
  const json = (_: unknown, path: string) => {
    const asked = decodeURIComponent(path);
    const [, query] = asked.split("query=");
    if (query !== undefined) askedQueries.add(query);
    const answer = [...answers, ...healthyAnswers].find(([part]) => asked.includes(part))?.[1];
    if (answer instanceof Error) return Promise.reject(answer);
    const result = answer === undefined ? [] : [{ metric: { integration: "slack" }, value: [0, answer] }];
    return Promise.resolve(typeof answer === "object" ? answer : { data: { result } });
  };
  const services = { json } as unknown as ServiceClient;
  return {
    environment,
    manifests: production!,
    kubectl: fakeKubectl(production!.manifests, illness),
    services,
    prometheus: new PrometheusClient(services),
    rehearsal: { name: "staging", kubectl: fakeKubectl(rehearsed!.manifests, rehearsal) },
    addressesOf: (host) => Promise.resolve(records[host] ?? []),
    now,
  };
}
