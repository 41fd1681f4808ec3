import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { silencesAsMeant } from "../rules/inhibition";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

type Files = Readonly<Record<string, string>>;

/** Labels of an alert, and the one receiver that it has to reach. */
const routes: readonly (readonly [labels: readonly string[], receiver: string])[] = [
  [["alertname=FingerPrintAPIDown", "severity=critical", "service=fingerprint-api"], "critical-receiver"],
  [["alertname=HighErrorRate", "severity=warning", "service=fingerprint-api"], "warning-receiver"],
  [["alertname=Anything", "severity=info"], "info-receiver"],
  [["alertname=Anything"], "default-receiver"],
  [["alertname=Anything", "severity=page"], "default-receiver"],
  [["alertname=Watchdog", "severity=none"], "heartbeat-receiver"],
];

const main = (more: string): Files => ({
  "alertmanager.yml": `route: { receiver: a, routes: [${more}] }\nreceivers: [{ name: a }, { name: b }]`,
});

/** One receiver, with something in it. */
const receiver = (more: string): Files => ({
  "alertmanager.yml": `route: { receiver: a }\nreceivers: [{ name: a, ${more} }]`,
});

/** A rule by which what is critical silences all else that is alike in some labels. */
const silencing = (equal: readonly string[]) =>
  JSON.stringify({
    inhibit_rules: [
      { source_matchers: ['severity="critical"'], target_matchers: ['severity=~"warning|info"'], equal },
    ],
  });

/** Alertmanager of the pinned version reads every environment's configuration, and routes as promised. */
export const alertmanagerConfig: Check = {
  name: "alertmanager-config",
  proves:
    "Alertmanager accepts its configuration and templates, every severity reaches its receiver, and an alert silences what follows from it",
  needs: ["amtool", "alertmanager"],
  run: async () => {
    const all = overlays();
    for (const { folder } of all) {
      const files = configMapFiles(folder, "prometheus", "alertmanager-config");
      await amtoolAccepts(files, routes);
      await silencesAsMeant(files["alertmanager.yml"] ?? "");
    }
    return `${all.length} environments, ${routes.length} routes each`;
  },
  mistakes: [
    mistake("a route to another receiver", /severity=critical reaches b, not a/, () =>
      amtoolAccepts(main('{ receiver: b, matchers: [severity="critical"] }'), [[["severity=critical"], "a"]]),
    ),
    mistake("a receiver that nobody declared", /undefined receiver "c"/, () =>
      amtoolAccepts(main("{ receiver: c }"), []),
    ),
    mistake("a hook URL without a scheme, as the original had it", /unsupported scheme/, () =>
      amtoolAccepts(receiver("slack_configs: [{ api_url: '${SLACK_URL}', channel: a }]"), []),
    ),
    mistake("both keys of PagerDuty, as the original had them", /at most one of/, () =>
      amtoolAccepts(
        receiver(
          "pagerduty_configs: [{ service_key: a, routing_key: b, service_key_file: c, routing_key_file: d }]",
        ),
        [],
      ),
    ),
    mistake(
      "silence by service and name, as the original had it",
      /a critical alert silences a warning of its service: it is not silenced/,
      () => silencesAsMeant(silencing(["alertname", "service"])),
    ),
    mistake("silence over every service", /but not of another service: it is silenced/, () =>
      silencesAsMeant(silencing([])),
    ),
    mistake("a template that does not parse", /template:/, () => {
      const { "alertmanager.yml": yml = "" } = receiver("");
      const templates = `${yml}\ntemplates: [/etc/alertmanager/config/*.tmpl]`;
      return amtoolAccepts({ "alertmanager.yml": templates, "a.tmpl": "{{ define }}" }, []);
    }),
  ],
};

/** Rejects unless amtool takes the files and routes each alert to its receiver. */
export async function amtoolAccepts(files: Files, expected: typeof routes = routes): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content.replaceAll("/etc/alertmanager/config/", `${folder}/`));
    }
    const config = join(folder, "alertmanager.yml");
    await runProgram(toolPath("amtool"), ["check-config", config]);
    const wrong: string[] = [];
    for (const [labels, receiver] of expected) {
      const args = ["config", "routes", "test", `--config.file=${config}`, ...labels];
      const reached = (await runProgram(toolPath("amtool"), args)).stdout.trim();
      if (reached !== receiver) wrong.push(`${labels.join(",")} reaches ${reached}, not ${receiver}`);
    }
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  });
}
