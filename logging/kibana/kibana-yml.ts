import { elasticsearch, kibana } from "../../contracts/components";
import { renderConfig } from "../../lib/render-template";
import type { Logging } from "../logging-props";
import { settingValues } from "../settings/extra-settings";
import { users } from "../stack";

export const kibanaPaths = {
  /** The file alone: beside it the image has `node.options`, which a mounted folder would hide. */
  settings: "/usr/share/kibana/config/kibana.yml",
  certificate: "/usr/share/kibana/certs",
  data: "/usr/share/kibana/data",
  logs: "/usr/share/kibana/logs",
} as const;

export function kibanaUrl({
  kibana: { publicUrl, exposure },
  security,
}: Pick<Logging, "kibana" | "security">): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/$/, "");
  return exposure.via === "ingress"
    ? `https://${exposure.host}`
    : `${security === "enabled" ? "https" : "http"}://localhost:${String(kibana.port("http"))}`;
}

export function kibanaYml(logging: Pick<Logging, "kibana" | "security">): string {
  const { sessionTimeout, extraSettings } = logging.kibana;
  const secured = logging.security === "enabled";
  const view = {
    name: kibana.name,
    port: kibana.port("http"),
    publicUrl: kibanaUrl(logging),
    elasticsearch: elasticsearch.url("http", secured ? "https" : "http"),
    security: secured && { certificates: kibanaPaths.certificate, user: users.kibana, sessionTimeout },
    data: kibanaPaths.data,
  };
  return renderConfig("logging/kibana/kibana.yml", view, settingValues(extraSettings));
}
