import type { Thresholds } from "../../../monitoring/rules/threshold-props";
import { humanizePercentage } from "../humanized";
import { type AlertCases, type Firing, type Series, casesOf, ends, fires, silent } from "../rule-case";

const ofNode = {
  service: "kubernetes",
  component: "node",
  dashboard: "nodes",
} as const;
const ofLogging = {
  service: "logging",
  component: "pods",
  dashboard: "kubernetes-cluster",
} as const;

const node = { node: "node-a" };
const ready = (value: string) => ({
  'kube_node_status_condition{node="node-a",condition="Ready",status="true"}': value,
});
const cordoned = (value: string) => ({ 'kube_node_spec_unschedulable{node="node-a"}': value });
const away: Firing = { labels: node, summary: "Node node-a is not ready" };
const notReady = casesOf(ofNode, "NodeNotReady", "warning", [
  fires("its kubelet is silent", { ...ready("0x100"), ...cordoned("0x100") }, "15m", away),
  silent("it comes back in time", { ...ready("0x59 1x60"), ...cordoned("0x120") }, "15m", "25m"),
  silent("somebody cordoned it", { ...ready("0x100"), ...cordoned("1x100") }, "16m", "24m"),
  ends("it vanishes", { ...ready("0x70 stale"), ...cordoned("0x70 stale") }, "16m", away, "19m"),
]);

const disk = 'job="node-exporter",node="node-a",mountpoint="/",fstype="ext4"';

/** A file system whose free bytes, or inodes, are shares of 100. Between the two bounds it is the forecast that counts. */
function filling(
  metrics: readonly [free: string, all: string],
  least: number,
  forecastRatio: number,
  left: (share: string) => string,
) {
  const [free, all] = metrics.map((metric) => `${metric}{${disk}}`) as [string, string];
  const series = (values: string, times = "300", size = "100") => ({
    [free]: `${values}x${times}`,
    [all]: `${size}x${times}`,
  });
  const between = 50 * (least + forecastRatio);
  const little = least * 80;
  const firing = (percent: number): Firing => ({
    labels: { ...node, mountpoint: "/" },
    summary: left(humanizePercentage(percent / 100)),
  });
  return [
    fires("little is left and shrinks", series(`${between}-0.01`), "30m15s", firing(between - 1.21)),
    fires("less is left, whatever comes", series(String(little)), "30m", firing(little)),
    silent("little is left and stays", series(String(between)), "31m", "1h10m"),
    silent("enough is left and shrinks", series(`${forecastRatio * 100 + 10}-0.01`), "31m", "1h10m"),
    // Such as the inodes of btrfs, which has none.
    silent("0 of 0", series("0", "300", "0"), "31m", "1h10m"),
    ends("the node vanishes", series(String(little), "150 stale"), "35m", firing(little), "40m"),
  ];
}

const diskFilling = ({ nodeDiskRatio, nodeDiskForecastRatio }: Thresholds): AlertCases =>
  casesOf(
    { ...ofNode, component: "storage" },
    "NodeDiskFilling",
    "warning",
    filling(
      ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
      nodeDiskRatio,
      nodeDiskForecastRatio,
      (share) => `/ of node-a has ${share} left`,
    ),
  );

const inodesFilling = ({ nodeDiskRatio, nodeInodesForecastRatio }: Thresholds): AlertCases =>
  casesOf(
    { ...ofNode, component: "storage" },
    "NodeInodesFilling",
    "warning",
    filling(
      ["node_filesystem_files_free", "node_filesystem_files"],
      nodeDiskRatio,
      nodeInodesForecastRatio,
      (share) => `/ of node-a has ${share} of its inodes left`,
    ),
  );

const clock = (offset: string, synchronised = "1x100", error = "0.1x100"): Series => ({
  'node_timex_offset_seconds{job="node-exporter",node="node-a"}': offset,
  'node_timex_sync_status{job="node-exporter",node="node-a"}': synchronised,
  'node_timex_maxerror_seconds{job="node-exporter",node="node-a"}': error,
});
const skewed: Firing = { labels: node, summary: "The clock of node-a is wrong" };
const clockSkewed = ({ clockSkewSeconds: most }: Thresholds): AlertCases =>
  casesOf(ofNode, "NodeClockSkewed", "warning", [
    fires("too far off, and no better", clock(`${most * 1.2}x100`), "10m15s", skewed),
    fires("too far behind, and worse", clock(`-${most * 1.2}-${most / 50}x100`), "10m15s", skewed),
    fires("no time server sets it", clock("0x100", "0x100", "16x100"), "10m", skewed),
    silent("too far off, on the way back", clock(`${most * 1.2}-${most / 500}x100`), "11m", "20m"),
    silent("less far off", clock(`${most * 0.8}x100`), "11m", "20m"),
    ends(
      "the node vanishes",
      clock(`${most * 1.2}x50 stale`, "1x50 stale", "0.1x50 stale"),
      "12m",
      skewed,
      "15m",
    ),
  ]);

const phase = (value: string, name = "Pending") => ({
  [`kube_pod_status_phase{namespace="logging",pod="kibana-0",phase="${name}"}`]: value,
});
const waits: Firing = {
  labels: { namespace: "logging", pod: "kibana-0" },
  summary: "logging/kibana-0 does not start",
};
const pending = casesOf(ofLogging, "PodPending", "warning", [
  fires("no node has room", phase("1x100"), "15m", waits),
  silent("it starts in time", phase("1x59 0x60"), "15m", "25m"),
  silent("it runs", phase("1x100", "Running"), "16m"),
  ends("the pod vanishes", phase("1x70 stale"), "16m", waits, "19m"),
]);

const inLogging = (kind: string) => `namespace="logging",${kind}="web"`;
const fewer: Firing = {
  labels: { namespace: "logging", workload: "web" },
  summary: "logging/web has fewer than its 3 pods",
};
const deployment = (wanted: string, available: string): Series => ({
  [`kube_deployment_spec_replicas{${inLogging("deployment")}}`]: wanted,
  [`kube_deployment_status_replicas_available{${inLogging("deployment")}}`]: available,
});
const short = casesOf(ofLogging, "ReplicasShort", "warning", [
  fires("2 of a Deployment's 3", deployment("3x100", "2x100"), "15m", fewer),
  fires(
    "2 of a StatefulSet's 3",
    {
      [`kube_statefulset_replicas{${inLogging("statefulset")}}`]: "3x100",
      [`kube_statefulset_status_replicas_ready{${inLogging("statefulset")}}`]: "2x100",
    },
    "15m",
    fewer,
  ),
  fires(
    "on 2 of 3 nodes",
    {
      [`kube_daemonset_status_desired_number_scheduled{${inLogging("daemonset")}}`]: "3x100",
      [`kube_daemonset_status_number_available{${inLogging("daemonset")}}`]: "2x100",
    },
    "15m",
    fewer,
  ),
  silent("all of them", deployment("3x100", "3x100"), "16m", "24m"),
  silent("more than wanted, in a roll-out", deployment("3x100", "4x100"), "16m", "24m"),
  ends("it vanishes", deployment("3x70 stale", "2x70 stale"), "16m", fewer, "19m"),
]);

const progressing = (value: string) => ({
  [`kube_deployment_status_condition{${inLogging("deployment")},condition="Progressing",status="false"}`]:
    value,
});
const updated = (value: string): Series => ({
  [`kube_statefulset_status_replicas_updated{${inLogging("statefulset")}}`]: value,
  [`kube_statefulset_replicas{${inLogging("statefulset")}}`]: "3x200",
});
const stuck: Firing = {
  labels: { namespace: "logging", workload: "web" },
  summary: "The roll-out of logging/web is stuck",
};
const rolloutStuck = casesOf(ofLogging, "RolloutStuck", "warning", [
  fires("a Deployment missed its deadline", progressing("1x100"), "15m", stuck),
  fires("a StatefulSet stays at 1 of 3", updated("1x200"), "15m", stuck),
  silent("a StatefulSet goes on, slowly", updated("0x50 1x50 2x50 3x50"), "16m", "30m", "45m"),
  silent("a Deployment goes on", progressing("0x100"), "16m", "24m"),
  ends("it vanishes", progressing("1x70 stale"), "16m", stuck, "19m"),
]);

const failed = (value: string) => ({
  'kube_job_failed{namespace="logging",job_name="kibana-bootstrap-1",condition="true"}': value,
});
const gaveUp: Firing = {
  labels: { namespace: "logging", job_name: "kibana-bootstrap-1" },
  summary: "Job logging/kibana-bootstrap-1 failed",
};
const jobFailed = casesOf(ofLogging, "JobFailed", "warning", [
  fires("all attempts failed", failed("1x100"), "15m", gaveUp),
  silent("it is done", failed("0x100"), "16m", "24m"),
  ends("the Job vanishes", failed("1x70 stale"), "16m", gaveUp, "19m"),
]);

const ofCertificate = { ...ofLogging, component: "certificate" } as const;
const issued = 'job="cert-manager",namespace="logging",name="elasticsearch-tls"';
const certificate = { namespace: "logging", name: "elasticsearch-tls" };
const status = (value: string, condition = "False") => ({
  [`certmanager_certificate_ready_status{${issued},condition="${condition}"}`]: value,
});
const refused: Firing = {
  labels: certificate,
  summary: "Certificate logging/elasticsearch-tls is not issued",
};
const certificateNotReady = casesOf(ofCertificate, "CertificateNotReady", "warning", [
  fires("its issuer refuses it", status("1x100"), "15m", refused),
  silent("it is issued in time", status("1x59 0x60"), "15m", "25m"),
  silent("it is ready", status("1x100", "True"), "16m"),
  ends("cert-manager vanishes", status("1x70 stale"), "16m", refused, "19m"),
]);

const days = (count: number) => count * 86_400;
const ending = (end: number, times = "300") => ({
  [`certmanager_certificate_expiration_timestamp_seconds{${issued}}`]: `${end}x${times}`,
});
const notRenewedIn = (time: string): Firing => ({
  labels: certificate,
  summary: `Certificate logging/elasticsearch-tls ends in ${time}`,
});
const certificateNotRenewed = ({ certificateDays: least }: Thresholds): AlertCases => {
  const soon = days(least - 1);
  const time = `${least - 2}d 23h 0m 0s`;
  return casesOf(ofCertificate, "CertificateNotRenewed", "warning", [
    fires("a day less is left", ending(soon), "1h", notRenewedIn(time)),
    fires(
      "the authority of a ClusterIssuer ends",
      {
        'certmanager_certificate_expiration_timestamp_seconds{job="cert-manager",namespace="cert-manager",name="fingerprint-internal"}': `${soon}x300`,
      },
      "1h",
      {
        labels: { namespace: "cert-manager", name: "fingerprint-internal", service: "cert-manager" },
        summary: `Certificate cert-manager/fingerprint-internal ends in ${time}`,
      },
    ),
    silent(
      "somebody else's ends",
      {
        'certmanager_certificate_expiration_timestamp_seconds{job="cert-manager",namespace="shop",name="shop-tls"}': `${days(2)}x300`,
      },
      "1h",
      "1h15m",
    ),
    silent("2 hours more are left", ending(days(least) + 7200), "1h", "1h15m"),
    ends("cert-manager vanishes", ending(soon, "250 stale"), "1h", notRenewedIn(time), "1h10m"),
  ]);
};

const server = (end: number, times = "300") => ({
  [`probe_ssl_earliest_cert_expiry{job="kubernetes-apiserver-probe",target="kubernetes.default.svc:443"}`]: `${end}x${times}`,
});
const apiServerCertificate = ({ apiServerCertificateDays: least }: Thresholds): AlertCases => {
  const serverEnds: Firing = {
    labels: { target: "kubernetes.default.svc:443" },
    summary: `The certificate of kubernetes.default.svc:443 ends in ${least - 2}d 23h 0m 0s`,
  };
  return casesOf(
    { ...ofNode, component: "certificate", dashboard: "kubernetes-cluster" },
    "APIServerCertificateExpiresSoon",
    "warning",
    [
      fires("a day less is left", server(days(least - 1)), "1h", serverEnds),
      silent("2 hours more are left", server(days(least) + 7200), "1h", "1h15m"),
      ends("the probe vanishes", server(days(least - 1), "250 stale"), "1h", serverEnds, "1h10m"),
    ],
  );
};

/** Cases of the alerts on nodes, on what runs and on certificates inside the cluster. */
export const kubernetesCases = (thresholds: Thresholds): readonly AlertCases[] => [
  notReady,
  ...[diskFilling, inodesFilling, clockSkewed, certificateNotRenewed, apiServerCertificate].map((at) =>
    at(thresholds),
  ),
  pending,
  short,
  rolloutStuck,
  jobFailed,
  certificateNotReady,
];
