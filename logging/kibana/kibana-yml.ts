import { elasticsearch, kibana } from "../../contracts/components";
import type { Logging } from "../logging-props";
import { toYaml } from "../../lib/yaml";
import { users } from "../stack";
import { kibanaUrl } from "./kibana-component";

/** Where things are inside a Kibana pod. */
export const kibanaPaths = {
  config: "/usr/share/kibana/config",
  /** Outside of the configuration folder, which is a read-only ConfigMap. */
  authority: "/usr/share/kibana/authority",
  data: "/usr/share/kibana/data",
  logs: "/usr/share/kibana/logs",
} as const;

/** What kibana.yml says. Kibana does not start with a setting that it does not know. */
function kibanaSettings({ kibana: props, security }: Pick<Logging, "kibana" | "security">) {
  const secured = security === "enabled";
  return {
    "server.host": "0.0.0.0",
    "server.port": kibana.port("http"),
    "server.name": kibana.name,
    "server.publicBaseUrl": kibanaUrl(props),
    "server.shutdownTimeout": "30s",
    "elasticsearch.hosts": [elasticsearch.url("http", secured ? "https" : "http")],
    ...(secured && {
      "elasticsearch.username": users.kibana,
      "elasticsearch.password": "${ELASTICSEARCH_PASSWORD}",
      "elasticsearch.ssl.certificateAuthorities": [`${kibanaPaths.authority}/ca.crt`],
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
  return toYaml({ ...kibanaSettings(logging), ...logging.kibana.extraSettings });
}
