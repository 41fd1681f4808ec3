import * as formats from "../../../lib/validation/formats";

/** What each format takes and what it refuses, with the mistakes that people make. */
const examples: Record<string, { takes: unknown[]; refuses: unknown[] }> = {
  cpuQuantity: { takes: ["250m", "2", "0.5"], refuses: ["0", "0m", "-1", "2 cores", "1e3", 2, "", "m"] },
  memoryQuantity: {
    takes: ["512Mi", "2Gi", "1.5Gi"],
    refuses: ["512M1", "512M", "512", "-1Gi", "0Mi", "1e3Mi", "Mi", 512],
  },
  duration: { takes: ["500ms", "30s", "15d"], refuses: ["30", "1h30m", "-5s", "0s", "1.5h", "30 s", "5y"] },
  durationOrNone: { takes: ["0s", "30s"], refuses: ["0", "", "-5s", "1h30m", "30 s"] },
  wholeSeconds: { takes: ["30s", "5m", "2000ms"], refuses: ["500ms", "1500ms", "0s", "30"] },
  dnsName: {
    takes: ["fingerprint-api.example.com", "a.b"],
    refuses: [
      "localhost",
      "UPPER.example.com",
      "a..b",
      "-a.example.com",
      "under_score.example.com",
      "https://a.b",
      "a.b/",
      `${"a".repeat(64)}.b`,
    ],
  },
  resourceName: { takes: ["a", "fingerprint-api"], refuses: ["A", "a.b", "-a", "a-", "a".repeat(64), ""] },
  objectName: { takes: ["gp3", "letsencrypt-prod", "a.b"], refuses: ["A", "a..b", ""] },
  labelKey: { takes: ["node-pool", "topology.kubernetes.io/zone"], refuses: ["/zone", "a/b/c", "", "a b"] },
  labelValue: { takes: ["", "true", "v1.2"], refuses: ["a b", "-a", "a".repeat(64)] },
  imageReference: {
    takes: ["fingerprint-api:1.0.0", "registry.example.com:5000/team/api:v1", `api@sha256:${"0".repeat(64)}`],
    refuses: [
      "fingerprint-api",
      "fingerprint-api:latest",
      "registry.example.com:5000/api",
      "API:1",
      "a:b:c",
      "api:",
      "",
    ],
  },
  cron: {
    takes: ["30 1 * * *", "*/15 * * * *", "0 0 1-7 * 1", "0 9,17 * * 1-5"],
    refuses: ["60 * * * *", "* * * *", "0 24 * * *", "0 0 0 * *", "5-1 * * * *", "@daily", "*/0 * * * *"],
  },
  url: {
    takes: ["https://grafana.example.com", "http://a:1/b"],
    refuses: ["grafana.example.com", "ftp://a", "https://", "http://a b"],
  },
  cidr: { takes: ["10.0.0.0/8", "fd00::/8"], refuses: ["10.0.0.0", "10.0.0.0/33", "300.0.0.0/8"] },
  emailAddress: {
    takes: ["on-call@example.com"],
    refuses: ["on-call", "@example.com", "a@b", "a b@example.com"],
  },
  absolutePath: { takes: ["/models", "/var/lib/models"], refuses: ["models", "/", "/a/", "/a b"] },
  text: { takes: ["staging"], refuses: ["", "  ", 1] },
  port: { takes: [1, 8000, 65535], refuses: [0, 65536, "8000", 1.5] },
  percent: { takes: [1, 70, 100], refuses: [0, 101, 0.7, "70%"] },
};

describe.each(Object.entries(examples))("%s", (name, { takes, refuses }) => {
  const format = formats[name as "text"];

  test.each(takes.map((value) => [value]))("takes %p", (value) => {
    expect(format.safeParse(value).success).toBe(true);
  });

  test.each(refuses.map((value) => [value]))("refuses %p and says what to write", (value) => {
    const result = format.safeParse(value);
    expect(result.success).toBe(false);
    expect(result.error!.issues[0]!.message).toMatch(/such as|must|write|use/);
  });
});
