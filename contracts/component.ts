import { k8s } from "cdk8s-plus-28";

/** Pods of one namespace, found by their labels. A `Component` is one; so is anything outside this program, such as an ingress controller. */
export interface Pods {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Labels as Kubernetes' API and kubectl take them for a selector, such as `a=b,c=d`. */
export const selectorOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map((pair) => pair.join("="))
    .join(",");

/**
 * Name of an object that lies among other people's: one that no namespace of this program holds.
 * Another stack's `prometheus` is never met by `fingerprint-prometheus`.
 */
export function nameAmongOthers(name: string): string {
  return name.startsWith("fingerprint-") ? name : `fingerprint-${name}`;
}

export interface ComponentPort {
  readonly number: number;

  /** Port of the Service. @default the container's */
  readonly service?: number;

  /** @default "TCP" */
  readonly protocol?: "TCP" | "UDP";
}

/**
 * Who a workload is: its name, labels and ports, said once.
 *
 * Deployments, Services, NetworkPolicies, scrape jobs and other components ask it, so none of them can disagree.
 */
export class Component<Port extends string = string> implements Pods {
  /**
   * @param name of the workload, its Service and all that belongs to it alone
   * @param ports every port, by the name that Services, probes and policies use; a bare number is a TCP port
   * @param metrics where its pods tell metrics to Prometheus' job for annotated pods; left out, none do, or a job of its own asks
   */
  constructor(
    readonly name: string,
    readonly namespace: string,
    private readonly ports: Readonly<Record<Port, number | ComponentPort>>,
    readonly metrics?: { readonly port: NoInfer<Port>; readonly path?: `/${string}` },
  ) {}

  /** Annotations by which Prometheus finds where the pods tell metrics. */
  get scrapeAnnotations(): Record<string, string> {
    if (!this.metrics) return {};
    const { port, path } = this.metrics;
    return {
      "prometheus.io/scrape": "true",
      "prometheus.io/port": String(this.port(port)),
      ...(path && { "prometheus.io/path": path }),
    };
  }

  /** The labels that select the pods. They never change: a workload's selector is immutable. */
  get podLabels(): Record<string, string> {
    return { "app.kubernetes.io/name": this.name, "app.kubernetes.io/instance": this.name };
  }

  /** All labels of the pods and of the objects around them. */
  get labels(): Record<string, string> {
    return { ...this.podLabels, "app.kubernetes.io/part-of": "fingerprint" };
  }

  /** Its ServiceAccount, as whom its pods ask Kubernetes. */
  get account(): k8s.Subject {
    return { kind: "ServiceAccount", name: this.name, namespace: this.namespace };
  }

  get labelSelector(): k8s.LabelSelector {
    return { matchLabels: this.podLabels };
  }

  port(name: Port): number {
    return this.portOf(name).number;
  }

  servicePort(name: Port): number {
    return this.portOf(name).service ?? this.port(name);
  }

  protocol(name: Port): "TCP" | "UDP" {
    return this.portOf(name).protocol ?? "TCP";
  }

  private portOf(name: Port): ComponentPort {
    const port = this.ports[name];
    return typeof port === "number" ? { number: port } : port;
  }

  get portNames(): Port[] {
    return Object.keys(this.ports) as Port[];
  }

  /** The ports as a container declares them; some of them, where the pod has several containers. */
  containerPorts(names: readonly Port[] = this.portNames): k8s.ContainerPort[] {
    return names.map((name) => ({ name, containerPort: this.port(name), protocol: this.protocol(name) }));
  }

  servicePorts(names: readonly Port[] = this.portNames): k8s.ServicePort[] {
    return names.map((name) => ({
      name,
      port: this.servicePort(name),
      protocol: this.protocol(name),
      targetPort: k8s.IntOrString.fromString(name),
    }));
  }

  /** Asks a port over HTTP: a status from 200 to 399 is a good answer. How often and how patiently, the container adds. */
  httpProbe(name: Port, path: string, scheme?: "HTTPS"): k8s.Probe {
    return { httpGet: { path, port: k8s.IntOrString.fromString(name), ...(scheme && { scheme }) } };
  }

  /** Opens a connection to a port, and asks nothing. How often and how patiently, the container adds. */
  tcpProbe(name: Port): k8s.Probe {
    return { tcpSocket: { port: k8s.IntOrString.fromString(name) } };
  }

  /** The Service's name inside the cluster. */
  get host(): string {
    return `${this.name}.${this.namespace}.svc.cluster.local`;
  }

  /** Each pod's address, behind the headless Service that governs a StatefulSet of so many. */
  podAddresses(service: string, replicas: number, port: Port): string[] {
    const domain = `${service}.${this.namespace}.svc.cluster.local:${String(this.port(port))}`;
    return Array.from({ length: replicas }, (_, i) => `${this.name}-${String(i)}.${domain}`);
  }

  /** The Service's address inside the cluster, such as `http://prometheus.prometheus.svc.cluster.local:9090`. */
  url(port: Port, scheme: "http" | "https" = "http"): string {
    return `${scheme}://${this.host}:${String(this.servicePort(port))}`;
  }
}
