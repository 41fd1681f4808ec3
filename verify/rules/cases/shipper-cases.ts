import { type AlertCases, casesOf, ends, fires, silent } from "../rule-case";

const apiOn = (node: string) =>
  `kube_pod_info{job="kube-state-metrics",namespace="fingerprint",pod="fingerprint-api-${node}",node="${node}"}`;
const acknowledgedOn = (node: string) =>
  `filebeat_libbeat_output_events{job="kubernetes-pods",namespace="filebeat",service="filebeat",pod="filebeat-${node}",node="${node}",type="acked"}`;
const both = { [apiOn("a")]: "1x200", [apiOn("b")]: "1x200", [acknowledgedOn("a")]: "0+5x200" };
const ofB = { labels: { node: "b", namespace: "filebeat" }, summary: "No log line of node b arrives" };

const filebeatSilent = casesOf(
  { service: "filebeat", component: "logstash", dashboard: "logging-pipeline" },
  "FilebeatSilent",
  "warning",
  [
    fires("one node of two tells nothing at all", both, "10m", ofB),
    fires("one node of two stands still", { ...both, [acknowledgedOn("b")]: "7x200" }, "10m", ofB),
    ends("the API's pod vanishes from there", { [apiOn("b")]: "1x60 stale" }, "10m", ofB, "21m"),
    silent("both ship", { ...both, [acknowledgedOn("b")]: "0+1x200" }, "10m", "30m"),
    silent("a node without the API", { [acknowledgedOn("b")]: "7x200" }, "10m", "30m"),
  ],
);

const startOf = (pod: string) =>
  `kube_pod_start_time{job="kube-state-metrics",namespace="${pod.startsWith("filebeat") ? "filebeat" : "logging"}",pod="${pod}"}`;
const days = (count: number) => String(-86_400 * count);

const notReread = casesOf(
  { service: "logstash", component: "logstash", dashboard: "logging-pipeline" },
  "CertificatesNotReread",
  "warning",
  [
    fires(
      "three pods have run for 91 days",
      {
        [startOf("logstash-0")]: `${days(91)}x300`,
        [startOf("kibana-5d9c7b6f4-x2x4z")]: `${days(91)}x300`,
        [startOf("filebeat-x2x4z")]: `${days(91)}x300`,
      },
      "1h",
      ...([
        ["logging", "logstash-0"],
        ["logging", "kibana-5d9c7b6f4-x2x4z"],
        ["filebeat", "filebeat-x2x4z"],
      ].map(([namespace = "", pod = ""]) => ({
        labels: { namespace, pod },
        summary: `${pod} has not read its certificate for 91.04 days`,
      })) as unknown as [{ summary: string }]),
    ),
    ends(
      "the pod vanishes",
      { [startOf("logstash-0")]: `${days(91)}x260 stale` },
      "1h",
      {
        labels: { namespace: "logging", pod: "logstash-0" },
        summary: "logstash-0 has not read its certificate for 91.04 days",
      },
      "1h10m",
    ),
    silent("less than that", { [startOf("logstash-0")]: `${days(89)}x300` }, "1h", "1h15m"),
    silent(
      "those that need not be restarted",
      {
        [startOf("elasticsearch-0")]: `${days(200)}x300`,
        [startOf("kibana-bootstrap-e75c23ff95-x2x4z")]: `${days(200)}x300`,
      },
      "1h",
      "1h15m",
    ),
  ],
);

/** Alerts of what ships lines. */
export const shipperCases: readonly AlertCases[] = [filebeatSilent, notReread];
