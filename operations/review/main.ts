import { readPrices } from "../capacity/prices";
import { distAtRef, mergeBase } from "../manifests/dist-at-ref";
import { readDist } from "../manifests/read-dist";
import { UsageError, main } from "../report/command";
import { review } from "./review";
import { reviewReport } from "./review-report";

const help = `
Usage: npm run review -- <git ref> [--prices <file>] [--json | --markdown] [--brief]

Compares dist/ of the working tree with dist/ where this branch left <git ref>,
object by object and field by field: risky changes, replicas and capacity,
images, exposure, and the pods that will be replaced.

  --prices <file>  price table to compute with (default: operations/capacity/prices.yaml)
  --json           for programs
  --markdown       for a pull request
  --brief          leaves the objects' fields out
`;

main({
  help,
  options: {
    prices: { type: "string" },
    json: { type: "boolean" },
    markdown: { type: "boolean" },
    brief: { type: "boolean" },
  },
  run({ values, positionals }) {
    const [ref, ...others] = positionals;
    if (ref === undefined || others.length > 0) throw new UsageError("name one git ref, such as origin/main");
    const prices = readPrices(values.prices);
    const commit = mergeBase(ref);
    const reviews = review(distAtRef(commit), readDist(), prices);

    if (values.json) {
      console.log(JSON.stringify(reviews, null, 2));
    } else if (reviews.length === 0) {
      console.log(`No environment differs from ${ref} (${commit.slice(0, 12)}).`);
    } else {
      const style = values.markdown ? "markdown" : "text";
      console.log(reviews.map((one) => reviewReport(one, prices, style, values.brief)).join("\n\n"));
    }
    return 0;
  },
});
