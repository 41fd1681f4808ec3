import { parse } from "yaml";
import { variants } from "../../verify/variants/variants";
import { type Synthesized, environmentWith, resolved, synthesized } from "../support/environments";
import { everyExample } from "../support/examples";

const own = synthesized(resolved(variants["little and open"]!));
const fileOf = ({ find }: Synthesized, name = "alertmanager.yml"): string =>
  find("ConfigMap", "alertmanager-config")["data"][name];

/** The ways of each receiver, such as `email,slack`. */
const waysOf = (made: Synthesized): Readonly<Record<string, string>> =>
  Object.fromEntries(
    parse(fileOf(made)).receivers.map(({ name, ...kinds }: any) => [
      name.replace("-receiver", ""),
      Object.keys(kinds).sort().join().replaceAll("_configs", ""),
    ]),
  );

test.each([
  [
    "production",
    everyExample[0]!,
    { critical: "email,pagerduty,slack", warning: "email,slack", info: "slack" },
  ],
  ["staging", everyExample[1]!, { critical: "email,slack", warning: "email,slack", info: "slack" }],
  [
    "an environment with receivers of its own",
    own,
    { critical: "email,msteamsv2,opsgenie,slack,webhook", info: "slack,webhook" },
  ],
])("each severity is told by its ways in %s", (_, made, ways) => {
  expect(waysOf(made)).toMatchObject({ default: "email", heartbeat: "webhook", ...ways });
});

test.each([...everyExample, own])("every secret is a file that the Secret has a key for", (made) => {
  const text = fileOf(made);
  expect(text).not.toMatch(
    /api_url: (?!https:\/\/api\.eu\.opsgenie)|app_token:|routing_key:|service_key|auth_password:|[^_]url: http/,
  );
  const { detail } = made.prerequisites.find(({ name }) => name === "alertmanager-secrets")!;
  const files = [...text.matchAll(/\/etc\/alertmanager\/secrets\/([\w-]+)/g)].map(([, key]) => key!);
  expect([...new Set(files)].sort()).toEqual(detail!.split(",").sort());
});

test.each(everyExample)("each severity of $environment.name has its channel, by a bot's token", (made) => {
  const { global, receivers } = parse(fileOf(made));
  // A hook of an app has one channel, whatever is asked.
  expect(global).not.toHaveProperty("slack_api_url_file");
  const { slack } = made.environment.monitoring.notifications;
  for (const severity of ["critical", "warning", "info"] as const) {
    const receiver = receivers.find(({ name }: any) => name === `${severity}-receiver`);
    expect(receiver.slack_configs[0].channel).toBe(slack[severity]);
  }
});

test("a notification links to Alertmanager only where people can open it", () => {
  const templates = (externalUrl?: string) =>
    fileOf(
      synthesized(environmentWith({ "monitoring.alertmanager.externalUrl": externalUrl })),
      "notifications.tmpl",
    );
  expect(templates("https://alertmanager.example.com")).toMatch(/ExternalURL.*\|Silence>/);
  expect(templates()).not.toMatch(/ExternalURL|Silence|>Alertmanager</);
});
