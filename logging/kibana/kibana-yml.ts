import { elasticsearch, kibana } from "../../contracts/components";
import type { Logging } from "../logging-props";
import { toYaml } from "../../lib/yaml";
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

/**
 * Holds the password of Kibana's user. The image's entrypoint makes an argument, which every process can read, of a
 * variable that bears a setting's name, such as ELASTICSEARCH_PASSWORD.
 */
export const passwordVariable = "KIBANA_SYSTEM_PASSWORD";

/** What kibana.yml says. Kibana does not start with a setting that it does not know. */
function kibanaSettings(logging: Pick<Logging, "kibana" | "security">) {
  const { kibana: props, security } = logging;
  const secured = security === "enabled";
  return {
    "server.host": "0.0.0.0",
    "server.port": kibana.port("http"),
    "server.name": kibana.name,
    "server.publicBaseUrl": kibanaUrl(logging),
    "server.shutdownTimeout": "30s",
    "elasticsearch.hosts": [elasticsearch.url("http", secured ? "https" : "http")],
    ...(secured && {
      "server.ssl.enabled": true,
      "server.ssl.certificate": `${kibanaPaths.certificate}/tls.crt`,
      "server.ssl.key": `${kibanaPaths.certificate}/tls.key`,
      "elasticsearch.username": users.kibana,
      "elasticsearch.password": `\${${passwordVariable}}`,
      "elasticsearch.ssl.certificateAuthorities": [`${kibanaPaths.certificate}/ca.crt`],
      "elasticsearch.ssl.verificationMode": "full",
      "xpack.security.session.idleTimeout": props.sessionTimeout,
      "xpack.security.session.lifespan": "12h",
      "xpack.security.encryptionKey": "${SECURITY_ENCRYPTION_KEY}",
    }),
    "xpack.encryptedSavedObjects.encryptionKey": "${SAVED_OBJECTS_ENCRYPTION_KEY}",
    "xpack.reporting.encryptionKey": "${REPORTING_ENCRYPTION_KEY}",
    "monitoring.ui.enabled": true,
    "telemetry.optIn": false,
    "telemetry.allowChangingOptInStatus": false,
    // The JSON layout has ISO 8601 times.
    "logging.appenders.default": { type: "console", layout: { type: "json" } },
    "logging.root.appenders": ["default"],
    "logging.root.level": "info",
    "uiSettings.overrides": {
      // `response_time_ms:[1000 TO *]` is an error in the other language of the search bar.
      "search:queryLanguage": "lucene",
    },
    "path.data": kibanaPaths.data,
  };
}

/** The file, with the environment's extra settings at its end. */
export function kibanaYml(logging: Pick<Logging, "kibana" | "security">): string {
  return toYaml({ ...kibanaSettings(logging), ...settingValues(logging.kibana.extraSettings) });
}
