import type { Component } from "../../contracts/component";

/** One step of relabelling, as Prometheus reads it. */
export interface RelabelConfig {
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly action?: "keep" | "drop" | "labeldrop" | "keepequal";
}

const meta = (name: string) => `__meta_kubernetes_${name}`;

/** Keeps targets whose labels, joined by semicolons, are exactly these values. */
export function keep(values: Readonly<Record<string, string>>): RelabelConfig {
  return {
    source_labels: Object.keys(values).map(meta),
    regex: Object.values(values).join(";"),
    action: "keep",
  };
}

/** Drops targets whose label matches. */
export function drop(label: string, regex: string): RelabelConfig {
  return { source_labels: [meta(label)], regex, action: "drop" };
}

/** Copies what discovery knows into a label. A missing value leaves the label out. */
export function label(name: string, from: string): RelabelConfig {
  return { source_labels: [meta(from)], target_label: name };
}

/** The endpoints of one port of a component's Service. */
export function endpointsOf<Port extends string>(component: Component<Port>, port: NoInfer<Port>) {
  return {
    discovery: { role: "endpointslice", namespaces: { names: [component.namespace] } } as const,
    keep: keep({ service_name: component.name, endpointslice_port_name: port }),
  };
}

/** The labels that every series of an endpoint bears: alerts and inhibition count on them. */
export const endpointLabels: readonly RelabelConfig[] = [
  label("namespace", "namespace"),
  label("service", "service_name"),
  label("pod", "pod_name"),
  label("container", "pod_container_name"),
  label("node", "endpointslice_endpoint_node_name"),
];
