import { named } from "../manifests/environment-named";
import { readDist } from "../manifests/read-dist";
import { main } from "../report/command";
import { compareWithBudget } from "./budget";
import { capacity, declaredNodes } from "./capacity";
import { capacityReport } from "./capacity-report";
import { monthlyCost, readPrices } from "./prices";

const help = `
Usage: npm run capacity -- [environment ...] [--prices <file>] [--json | --markdown]

Adds up what each environment in dist/ asks of its cluster: requests and limits
by namespace with the autoscaler at its minimum and maximum, storage, nodes,
requests per second, cost a month, and monitoring and logging against their budget.

  --prices <file>  price table to compute with (default: operations/capacity/prices.yaml)
  --json           for programs: cores, bytes and the price table's currency
  --markdown       for a page or a pull request
`;

main({
  help,
  options: { prices: { type: "string" }, json: { type: "boolean" }, markdown: { type: "boolean" } },
  run({ values, positionals }) {
    const all = readDist();
    const chosen = positionals.map((name) => named(name, all, (environment) => environment.name));
    const prices = readPrices(values.prices);
    const reports = (chosen.length > 0 ? chosen : all).map((one) => capacity(one, declaredNodes(one)));
    const style = values.markdown ? "markdown" : "text";
    const full = reports.map((report) => ({
      ...report,
      cost: { currency: prices.currency, perMonth: monthlyCost(report, prices) },
      budget: compareWithBudget(report),
    }));
    console.log(
      values.json
        ? JSON.stringify(full, null, 2)
        : reports.map((report) => capacityReport(report, prices, style)).join("\n\n"),
    );
    return 0;
  },
});
