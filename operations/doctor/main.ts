import { Resolver } from "node:dns/promises";
import { environmentNamed } from "../manifests/environment-named";
import { readDist } from "../manifests/read-dist";
import { UsageError, main } from "../report/command";
import { examine, doctorReport } from "./checklist";
import { Kubectl, kubectlFor } from "./kubectl";
import { monitoringChecklist } from "./monitoring-checklist";
import { productionChecklist } from "./production-checklist";
import { PrometheusClient } from "./prometheus-client";
import { ServiceClient } from "./service-client";

const help = `
Usage: npm run doctor -- <environment> [--context <name>] [--only <id,id>] [--validated-in <environment>] [--json]

Goes through the monitoring checklist (M1 to M9) and the production checklist
(P1 to P10) on a running cluster. Reads only. Every point is answered with what
was seen and, unless it passes, with what to do.

  --context <name>              kube context (default: the current one); it must be one of the environment's
  --only <id,id>                only these points, such as M4,M5
  --validated-in <environment>  where a version proves itself before it comes here: P1 asks there
  --json                        for programs

Exit status: 0 everything passes; 1 something fails; 2 wrong usage; 3 nothing fails, but something is unknown.
`;

const lists = {
  "Monitoring checklist": monitoringChecklist,
  "Production checklist": productionChecklist,
};

/** Addresses of a host as the world sees it; none where it has none. */
async function addressesOf(host: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
}

main({
  help,
  options: {
    context: { type: "string" },
    only: { type: "string" },
    "validated-in": { type: "string" },
    json: { type: "boolean" },
  },
  async run({ values, positionals: [name, ...others] }) {
    if (name === undefined || others.length > 0) throw new UsageError("name one environment");
    const environment = environmentNamed(name);
    const manifests = readDist().find((one) => one.name === name);
    if (!manifests) throw new UsageError(`dist/ has no ${name}: run npx cdk8s synth`);
    const known = Object.values(lists).flatMap((checks) => checks.map(({ id }) => id));
    const only = values.only?.toUpperCase().split(",") ?? known;
    const stray = only.find((id) => !known.includes(id));
    if (stray !== undefined) throw new UsageError(`${stray}: no such point, there is ${known.join(", ")}`);

    const before =
      values["validated-in"] === undefined ? undefined : environmentNamed(values["validated-in"]);
    const rehearsal = before && { name: before.name, kubectl: new Kubectl(before.cluster.contexts[0] ?? "") };
    const kubectl = await kubectlFor(environment, values.context);
    const services = new ServiceClient(kubectl);
    const prometheus = new PrometheusClient(services);
    const now = new Date();
    const patient = { environment, manifests, kubectl, services, prometheus, rehearsal, addressesOf, now };
    try {
      const answers = [];
      for (const [title, checks] of Object.entries(lists)) {
        const chosen = checks.filter(({ id }) => only.includes(id));
        if (chosen.length === 0) continue;
        const found = await examine(chosen, patient);
        answers.push(...found);
        if (!values.json) console.log(`${doctorReport(`${title}: ${name}`, found)}\n`);
      }
      if (values.json) console.log(JSON.stringify(answers, null, 2));
      if (answers.some(({ status }) => status === "fail")) return 1;
      return answers.some(({ status }) => status === "unknown") ? 3 : 0;
    } finally {
      services.close();
    }
  },
});
