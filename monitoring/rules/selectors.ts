import { fingerprintApi, namespaces } from "../../contracts/components";

/** The namespaces that this project fills, as a regular expression. Alerts never speak of anybody else's pods. */
export const ownNamespaces = Object.values(namespaces).join("|");

/** File systems of a node that hold something. */
export const nodeDisks = 'fstype!~"tmpfs|overlay|squashfs|ramfs",mountpoint!~"/var/lib/kubelet/.+|/run/.+"';

/** The service label of alerts that watch several namespaces: each namespace is a service, the API's bears its name. */
export const serviceOfNamespace = `{{ if eq $labels.namespace "${namespaces.api}" }}${fingerprintApi.name}{{ else }}{{ $labels.namespace }}{{ end }}`;

/**
 * Conditions that keep real containers of a namespace. cAdvisor also reports the pod's cgroup (no container) and its
 * pause container (no image or the name POD): summed with them, every pod counts twice.
 */
export function ownContainers(namespaces: string): string {
  const operator = namespaces.includes("|") ? "=~" : "=";
  return `namespace${operator}"${namespaces}",container!="",image!=""`;
}
