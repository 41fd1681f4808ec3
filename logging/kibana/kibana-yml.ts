import { elasticsearch, kibana } from "../../contracts/components";
import { renderYaml } from "../../lib/render-template";
import { toYaml } from "../../lib/yaml";
import type { Logging } from "../logging-props";
import { settingValues } from "../settings/extra-settings";
import { users } from "../stack";
import { kibanaUrl } from "./kibana-component";

/** Where things are inside a Kibana pod. */
export const kibanaPaths = {
  /** The file alone: beside it the image has `node.options`, which a mounted folder would hide. */
  settings: "/usr/share/kibana/config/kibana.yml",
  certificate: "/usr/share/kibana/certs",
  data: "/usr/share/kibana/data",
  logs: "/usr/share/kibana/logs",
} as const;

/** The file, with the environment's extra settings at its end. */
export function kibanaYml(logging: Pick<Logging, "kibana" | "security">): string {
  const { sessionTimeout, extraSettings } = logging.kibana;
  const secured = logging.security === "enabled";
  const settings = renderYaml("logging/kibana/kibana.yml", {
    name: kibana.name,
    port: kibana.port("http"),
    publicUrl: kibanaUrl(logging),
    elasticsearch: elasticsearch.url("http", secured ? "https" : "http"),
    security: secured && { certificates: kibanaPaths.certificate, user: users.kibana, sessionTimeout },
    data: kibanaPaths.data,
  });
  return toYaml({ ...settings, ...settingValues(extraSettings) });
}
