import { namespaces } from "../../contracts/components";

/** Namespace of the API. */
export const apiNamespace = namespaces.api;

/** The namespaces that this project fills, as a regular expression. Alerts never speak of anybody else's pods. */
export const ownNamespaces = Object.values(namespaces).join("|");

/**
 * Conditions that keep real containers of a namespace. cAdvisor also reports
 * the pod's cgroup (no container) and its pause container (no image or the
 * name POD): summed with them, every pod counts twice.
 */
export function ownContainers(namespaces: string): string {
  const operator = namespaces.includes("|") ? "=~" : "=";
  return `namespace${operator}"${namespaces}",container!="",image!=""`;
}
