import { Component } from "../../lib/kubernetes/component";
import type { KibanaProps } from "../logging-props";

/** Kibana. */
export const kibana = new Component({ name: "kibana", namespace: "logging", ports: { http: 5601 } });

/** The address at which people see Kibana. */
export function kibanaUrl({ publicUrl, exposure }: KibanaProps): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/$/, "");
  return exposure.via === "ingress"
    ? `https://${exposure.host}`
    : `http://localhost:${String(kibana.port("http"))}`;
}
