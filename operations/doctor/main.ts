import { environmentNamed } from "../manifests/environment-named";
import { readDist } from "../manifests/read-dist";
import { UsageError, main } from "../report/command";
import type { Patient } from "./check";
import { monitoringChecklist, productionChecklist } from "./checklists";
import { kubectlFor } from "./context";
import { doctorReport } from "./doctor-report";
import { examine } from "./examine";
import { Kubectl } from "./kubectl";
import { addressesOf } from "./public-dns";
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

function rehearsalOf(validatedIn: string | undefined): Patient["rehearsal"] {
  if (validatedIn === undefined) return undefined;
  const { cluster } = environmentNamed(validatedIn);
  return { name: validatedIn, kubectl: new Kubectl(cluster.contexts[0] ?? "") };
}

main({
  help,
  options: {
    context: { type: "string" },
    only: { type: "string" },
    "validated-in": { type: "string" },
    json: { type: "boolean" },
  },
  async run({ values, positionals }) {
    const [name, ...others] = positionals;
    if (name === undefined || others.length > 0) throw new UsageError("name one environment");
    const environment = environmentNamed(name);
    const manifests = readDist().find((one) => one.name === name);
    if (!manifests) throw new UsageError(`dist/ has no ${name}: run npx cdk8s synth`);
    const kubectl = await kubectlFor(environment, values.context);
    const services = new ServiceClient(kubectl);
    const patient: Patient = {
      environment,
      manifests,
      kubectl,
      services,
      prometheus: new PrometheusClient(services),
      rehearsal: rehearsalOf(values["validated-in"]),
      addressesOf,
      now: new Date(),
    };
    const only = values.only?.toUpperCase().split(",");
    const lists = {
      "Monitoring checklist": monitoringChecklist,
      "Production checklist": productionChecklist,
    };
    const known = Object.values(lists).flatMap((checks) => checks.map(({ id }) => id));
    const stray = only?.find((id) => !known.includes(id));
    if (stray !== undefined) throw new UsageError(`${stray}: no such point, there is ${known.join(", ")}`);

    try {
      const answers = [];
      for (const [title, checks] of Object.entries(lists)) {
        const chosen = checks.filter(({ id }) => only?.includes(id) ?? true);
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
