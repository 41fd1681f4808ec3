import { alertmanager, prometheus, thanosQuery } from "../../contracts/components";

/** Folder of the dashboards on Grafana's disk. */
export const dashboardFolder = "/var/lib/grafana-dashboards";

/** Uid of the datasource that dashboards choose by default. */
const prometheusUid = "prometheus";

/**
 * `provisioning/datasources`: read when Grafana starts.
 *
 * @param thanos whether a Querier answers for all replicas of Prometheus
 */
export const datasources = (thanos: boolean) => ({
  apiVersion: 1,
  // A datasource that is no longer listed here goes away.
  prune: true,
  datasources: [
    {
      name: "Prometheus",
      type: "prometheus",
      uid: prometheusUid,
      url: (thanos ? thanosQuery : prometheus).url("http"),
      access: "proxy",
      isDefault: true,
      editable: false,
      jsonData: {
        httpMethod: "POST",
        // Panels take no finer steps than this.
        timeInterval: "30s",
        prometheusType: thanos ? "Thanos" : "Prometheus",
        manageAlerts: false,
      },
    },
    {
      name: "Alertmanager",
      type: "alertmanager",
      uid: "alertmanager",
      url: alertmanager.url("http"),
      access: "proxy",
      editable: false,
      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
    },
  ],
});

/** `provisioning/dashboards`: files are read again every half minute, so a change needs no restart. */
export const dashboardProviders = {
  apiVersion: 1,
  providers: [
    {
      name: "fingerprint",
      folder: "Fingerprint",
      folderUid: "fingerprint",
      type: "file",
      // The files are the truth; what somebody changed by hand is not saved over them.
      allowUiUpdates: false,
      disableDeletion: false,
      updateIntervalSeconds: 30,
      options: { path: dashboardFolder },
    },
  ],
} as const;
