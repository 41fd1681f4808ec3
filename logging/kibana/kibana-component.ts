import { kibana } from "../../contracts/components";
import type { KibanaProps } from "../logging-props";

/** The address at which people see Kibana. */
export function kibanaUrl({ publicUrl, exposure }: KibanaProps): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/$/, "");
  return exposure.via === "ingress"
    ? `https://${exposure.host}`
    : `http://localhost:${String(kibana.port("http"))}`;
}
