import { parse } from "yaml";
import { podTemplateOf } from "../../lib/synth/manifest";
import { type Synthesized, environmentWith, synthesized } from "../support/environments";
import { everyExample } from "../support/every-example";

const textOf = ({ find }: Synthesized): string =>
  find("ConfigMap", "alertmanager-config")["data"]["alertmanager.yml"];

describe.each(everyExample)("$environment.name", (example) => {
  const { find, prerequisites, environment } = example;
  const text = textOf(example);
  const config = parse(text);

  test("has the four receivers, each with its ways", () => {
    const ways = Object.fromEntries(
      config.receivers.map(({ name, ...kinds }: any) => [
        name,
        Object.keys(kinds).sort().join().replaceAll("_configs", ""),
      ]),
    );
    expect(ways).toEqual({
      "default-receiver": "email",
      "critical-receiver": environment.name === "production" ? "email,pagerduty,slack" : "email,slack",
      "warning-receiver": "email,slack",
      "info-receiver": "slack",
      "heartbeat-receiver": "webhook",
    });
  });

  test("takes every secret from a file that the Secret has a key for", () => {
    expect(text).not.toMatch(/api_url:|app_token:|routing_key:|service_key|auth_password:|[^_]url: http/);
    const { detail } = prerequisites.find(
      ({ kind, name }) => kind === "secret" && name === "alertmanager-secrets",
    )!;
    const files = [...text.matchAll(/\/etc\/alertmanager\/secrets\/([\w-]+)/g)].map(([, key]) => key!);
    expect([...new Set(files)].sort()).toEqual(detail!.split(",").sort());
  });

  test("writes to each severity's channel with a bot's token: a hook of an app has one channel, whatever is asked", () => {
    expect(config.global).not.toHaveProperty("slack_api_url_file");
    expect(config.global.slack_app_token_file).toBe("/etc/alertmanager/secrets/slack-token");
    const { slack } = environment.monitoring.notifications;
    for (const severity of ["critical", "warning", "info"] as const) {
      const receiver = config.receivers.find(({ name }: any) => name === `${severity}-receiver`);
      expect(receiver.slack_configs[0].channel).toBe(slack[severity]);
    }
  });

  test("runs as a cluster of members that find each other", () => {
    const set = find("StatefulSet", "alertmanager");
    const { replicas } = environment.monitoring.alertmanager;
    const { args } = podTemplateOf(set)!.spec.containers[0];
    expect(set["spec"].replicas).toBe(replicas);
    expect(args.filter((arg: string) => arg.startsWith("--cluster.peer="))).toHaveLength(replicas);
    expect(find("Service", "alertmanager-peers")["spec"]).toMatchObject({
      clusterIP: "None",
      publishNotReadyAddresses: true,
    });
  });
});

test("a notification links to Alertmanager only where people can open it", () => {
  const templates = (externalUrl?: string) =>
    synthesized(environmentWith({ "monitoring.alertmanager.externalUrl": externalUrl })).find(
      "ConfigMap",
      "alertmanager-config",
    )["data"]["notifications.tmpl"];
  expect(templates("https://alertmanager.example.com")).toMatch(/ExternalURL.*\|Silence>/);
  expect(templates()).not.toMatch(/ExternalURL|Silence|>Alertmanager</);
});
