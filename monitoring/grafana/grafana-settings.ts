import type { Monitoring } from "../monitoring-props";

/** Where the Secret is mounted. */
export const secretFolder = "/etc/grafana-secrets";

/** What the Secret `grafana-secrets` holds, by key. The last one only with a database. */
export const secretKeys = {
  "admin-password": "password of the user admin",
  "secret-key": "key that Grafana encrypts stored credentials with; changing it makes them unreadable",
  "database-password": "password of the PostgreSQL user",
} as const;

const secret = (key: keyof typeof secretKeys) => `${secretFolder}/${key}`;

function database({ storage }: Monitoring["grafana"]): Record<string, string> {
  if (storage.mode !== "postgres") return { GF_DATABASE_TYPE: "sqlite3", GF_DATABASE_WAL: "true" };
  return {
    GF_DATABASE_TYPE: "postgres",
    GF_DATABASE_HOST: `${storage.host}:${String(storage.port)}`,
    GF_DATABASE_NAME: storage.name,
    GF_DATABASE_USER: storage.user,
    GF_DATABASE_PASSWORD__FILE: secret("database-password"),
    GF_DATABASE_SSL_MODE: "require",
  };
}

/** Grafana's settings, as variables that override `grafana.ini`. Those that end in `__FILE` name a file to read. */
export function grafanaSettings(props: Monitoring["grafana"]): Record<string, string> {
  return {
    GF_SERVER_ROOT_URL: props.externalUrl,
    GF_SECURITY_ADMIN_PASSWORD__FILE: secret("admin-password"),
    GF_SECURITY_SECRET_KEY__FILE: secret("secret-key"),
    GF_SECURITY_COOKIE_SECURE: String(props.externalUrl.startsWith("https:")),
    GF_SECURITY_DISABLE_GRAVATAR: "true",
    GF_AUTH_ANONYMOUS_ENABLED: "false",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_LOG_MODE: "console",
    // Alerts are Prometheus' and Alertmanager's; Grafana only shows them.
    GF_UNIFIED_ALERTING_EXECUTE_ALERTS: "false",
    // Nothing is asked of the internet, and the image's own plugins stay as they are:
    // replacing them at start fails on a read-only root and takes the datasource away.
    GF_PLUGINS_PREINSTALL_DISABLED: "true",
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    GF_NEWS_NEWS_FEED_ENABLED: "false",
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: "/var/lib/grafana-dashboards/fingerprint-api-overview.json",
    ...database(props),
  };
}
