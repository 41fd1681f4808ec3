import { kibana } from "../../contracts/components";
import type { Logging } from "../logging-props";

/** The address at which people see Kibana. */
export function kibanaUrl({
  kibana: { publicUrl, exposure },
  security,
}: Pick<Logging, "kibana" | "security">): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/$/, "");
  return exposure.via === "ingress"
    ? `https://${exposure.host}`
    : `${security === "enabled" ? "https" : "http"}://localhost:${String(kibana.port("http"))}`;
}
