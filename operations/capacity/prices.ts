import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { UsageError } from "../report/command";
import { messageOf } from "../../lib/message-of";
import type { Capacity } from "./capacity";
import { type ResourceTotals, sum } from "./workload";

const GiB = 2 ** 30;

const price = z.number({ error: "must be a number" }).min(0, { error: "must not be negative" });

const pricesFile = z.strictObject({
  /** Written after every amount, such as `USD`. */
  currency: z.string(),
  /** One core reserved for an hour. */
  perCoreHour: price,
  /** One GiB of memory reserved for an hour. */
  perGiBHour: price,
  /** One GiB of storage for a month, by StorageClass. `default` stands for every class that is not named. */
  perGiBMonth: z
    .object({ default: price }, { error: "must be a table with a price for default" })
    .catchall(price),
});

export type Prices = z.output<typeof pricesFile>;

const hoursPerMonth = 730;

/** Reads a price table. Throws a `UsageError` that names what is wrong with it. */
export function readPrices(file = `${__dirname}/prices.yaml`): Prices {
  try {
    return pricesFile.parse(parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new UsageError(`${file} is no price table:\n${reason}`);
  }
}

/** What an environment's reservations and volumes cost a month. Idle room on nodes is not in it. */
export function monthlyCost({ total, storage }: Capacity, prices: Prices) {
  const compute = ({ cpuRequest, memoryRequest }: ResourceTotals) =>
    hoursPerMonth * (cpuRequest * prices.perCoreHour + (memoryRequest / GiB) * prices.perGiBHour);
  return {
    compute: { atMin: compute(total.atMin), atMax: compute(total.atMax) },
    storage: sum(
      ...storage.map(({ storageClass, bytes }) => {
        const price = prices.perGiBMonth[storageClass ?? "default"] ?? prices.perGiBMonth.default;
        return (bytes / GiB) * price;
      }),
    ),
  };
}
