import type { Manifest } from "../../../lib/synth/manifest";
import { allAlerts } from "../../../monitoring/rules/rule-file";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";
import type { Patient } from "../../../operations/doctor/check";
import { Kubectl, type LiveObject, NoAnswer, type ObjectName } from "../../../operations/doctor/kubectl";
import { PrometheusClient } from "../../../operations/doctor/prometheus-client";
import { ServiceClient } from "../../../operations/doctor/service-client";
import { exampleDist } from "../../support/example-dist";
import { large } from "../../environments/large";
import { resolved } from "../../support/environments";

const [production, rehearsed] = exampleDist;

export const now = new Date("2026-06-01T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

/** How the healthy cluster answers a query, by a part of the expression; the first that fits counts. */
export type Answers = readonly (readonly [part: string, value: number | undefined])[];

const healthyAnswers: Answers = [
  ["count(up{", 5],
  ["alertmanager_notifications_failed_total", undefined],
  ["offset 10m", 1000],
  ["elasticsearch_indices_docs_primary", 1200],
  ["desired_replicas", 9],
  ["", 3],
];

/** The object as it is when all is well. */
function alive(manifest: Manifest): LiveObject {
  const { kind, spec } = manifest;
  const replicas = kind === "Deployment" && spec.replicas === undefined ? 5 : (spec?.replicas ?? 1);
  const status: Record<string, object> = {
    Deployment: {
      replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      conditions: [{ type: "Progressing", status: "True", lastUpdateTime: hoursAgo(48) }],
    },
    StatefulSet: { replicas, readyReplicas: replicas },
    DaemonSet: { desiredNumberScheduled: 24, numberReady: 24 },
    Job: { succeeded: 1 },
    Certificate: { conditions: [{ type: "Ready", status: "True" }], notAfter: hoursAgo(-24 * 60) },
    Ingress: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } },
    HorizontalPodAutoscaler: {
      conditions: [{ type: "ScalingActive", status: "True" }],
      currentMetrics: spec?.metrics ?? [],
    },
  };
  const live = kind === "Deployment" ? { ...manifest, spec: { ...spec, replicas } } : manifest;
  const annotations: Record<string, string> =
    kind === "Namespace" ? { "fingerprint/last-restore-drill": hoursAgo(24 * 10) } : {};
  return {
    ...live,
    metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, ...annotations } },
    status: status[kind],
  };
}

export const pod = (name: string, ready = true): LiveObject => ({
  metadata: { name },
  status: { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
});

/** What brings clients to the ingress controller. */
const controllerService = (externalTrafficPolicy: string, annotations = {}): LiveObject => ({
  metadata: { name: "ingress-nginx-controller", annotations },
  spec: {
    type: "LoadBalancer",
    externalTrafficPolicy,
    selector: { "app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller" },
  },
});

const alertNames = allAlerts().flatMap(({ rules }) => rules.map(({ alert }) => alert));

/** What is different from a cluster where all is well. */
export interface Illness {
  /** Changes one object; undefined takes it away. */
  readonly object?: (live: LiveObject) => LiveObject | undefined;
  readonly lists?: Readonly<Record<string, LiveObject[]>>;
  readonly answers?: Answers;
  readonly rules?: readonly { name: string; health: string; lastError?: string }[];
  readonly alertmanager?: object;
  /** What public DNS knows. */
  readonly records?: Readonly<Record<string, string[]>>;
  /** Nothing answers over HTTP. */
  readonly deaf?: boolean;
}

/** Every query that any check has asked. */
export const askedQueries = new Set<string>();

class FakeKubectl extends Kubectl {
  private readonly objects: readonly LiveObject[];

  constructor(
    { manifests }: EnvironmentManifests,
    private readonly illness: Illness,
  ) {
    super("fake", "/does/not/exist");
    const { object = (live) => live } = illness;
    this.objects = manifests.map(alive).flatMap((live) => object(live) ?? []);
  }

  override get(kind: string, { namespace, name }: ObjectName) {
    const named = this.objects.filter(({ metadata }) => metadata.name === name);
    return Promise.resolve(
      named.find((live) => live["kind"] === kind && live.metadata.namespace === namespace),
    );
  }

  override list(kind: string, namespace: string) {
    const lists: Record<string, LiveObject[]> = {
      "Pod fingerprint": [pod("api-1"), pod("api-2")],
      "Pod kube-system": [pod("coredns-1")],
      "Service ingress-nginx": [controllerService("Local")],
      "EndpointSlice fingerprint": [
        { metadata: { name: "slice" }, endpoints: [{ conditions: { ready: true } }] },
      ],
      ...this.illness.lists,
    };
    return Promise.resolve(lists[`${kind} ${namespace}`] ?? []);
  }

  override output(args: readonly string[]) {
    if (args[1] === "secret")
      return Promise.resolve("smtp-password slack-token pagerduty-key heartbeat-url ");
    const path = decodeURIComponent(args[2] ?? "");
    if (this.illness.deaf || !path.includes("/proxy/")) return Promise.reject(new NoAnswer("no route"));
    return Promise.resolve(JSON.stringify(this.http(path)));
  }

  private http(path: string): object {
    if (path.includes("/api/v1/rules")) {
      const rules = this.illness.rules ?? alertNames.map((name) => ({ name, health: "ok" }));
      return { data: { groups: [{ rules }] } };
    }
    if (path.includes("/api/health")) return { database: "ok" };
    if (path.includes("/api/v2/status")) {
      const original = ["default", "critical", "warning", "info"].map((name) => `- name: ${name}-receiver`);
      return {
        cluster: { status: "ready", peers: [1, 2, 3] },
        config: { original: original.join("\n") },
        ...this.illness.alertmanager,
      };
    }
    const [, expression = ""] = path.split("query=");
    askedQueries.add(expression);
    const answer = [...(this.illness.answers ?? []), ...healthyAnswers].find(([part]) =>
      expression.includes(part),
    )?.[1];
    const result =
      answer === undefined ? [] : [{ metric: { integration: "slack" }, value: [0, String(answer)] }];
    return { data: { result } };
  }
}

/** Production on a cluster where all is well but for the illness. */
export function patientWith(illness: Illness = {}, rehearsalIllness: Illness = {}): Patient {
  const kubectl = new FakeKubectl(production!, illness);
  const services = new ServiceClient(kubectl);
  const { records = { [large.api.host]: ["192.0.2.1"] } } = illness;
  return {
    environment: resolved(large),
    manifests: production!,
    kubectl,
    services,
    prometheus: new PrometheusClient(services),
    rehearsal: { name: "staging", kubectl: new FakeKubectl(rehearsed!, rehearsalIllness) },
    addressesOf: (host) => Promise.resolve(records[host] ?? []),
    now,
  };
}

/** Changes the object of a kind and name; undefined takes it away. */
function where(kind: string, name: string, change: (live: LiveObject) => LiveObject | undefined): Illness {
  return {
    object: (live) => (live["kind"] === kind && live.metadata.name === name ? change(live) : live),
  };
}

export const gone = (kind: string, name: string) => where(kind, name, () => undefined);
export const edited = (kind: string, name: string, fields: (live: LiveObject) => object) =>
  where(kind, name, (live) => ({ ...live, ...fields(live) }));
export const sick = (kind: string, name: string, status: object) =>
  edited(kind, name, (live) => ({ status: { ...(live["status"] as object), ...status } }));

/** The ingress controller behind a Service whose nodes forward for clients. */
export const forwarded = (annotations = {}, data = {}): Illness => ({
  lists: {
    "Service ingress-nginx": [controllerService("Cluster", annotations)],
    "ConfigMap ingress-nginx": [{ metadata: { name: "ingress-nginx-controller" }, data }],
  },
});
