import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultPricesFile, readPrices } from "../../../operations/capacity/prices";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "prices-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function pricesOf(content: string) {
  const file = join(folder, "prices.yaml");
  writeFileSync(file, content);
  return () => readPrices(file);
}

test("the default price table can be read", () => {
  expect(readPrices(defaultPricesFile).perGiBMonth.default).toBeGreaterThan(0);
});

test.each([
  [
    "a missing price",
    "currency: EUR\nperCoreHour: 1\nperGiBMonth: {default: 1}",
    "perGiBHour: must be a number",
  ],
  [
    "a negative price",
    "currency: EUR\nperCoreHour: -1\nperGiBHour: 1\nperGiBMonth: {default: 1}",
    "perCoreHour: must not be negative",
  ],
  [
    "no price for other classes",
    "currency: EUR\nperCoreHour: 1\nperGiBHour: 1\nperGiBMonth: {fast: 1}",
    "perGiBMonth.default",
  ],
  [
    "no storage prices",
    "currency: EUR\nperCoreHour: 1\nperGiBHour: 1",
    "perGiBMonth: must be a table with a price for default",
  ],
  [
    "a price of nothing that is known",
    "currency: EUR\nperCoreHour: 1\nperGiBHour: 1\nperGiBMonth: {default: 1}\nperGPUHour: 1",
    'prices.yaml: Unrecognized key: "perGPUHour"',
  ],
  ["text that is no YAML", "currency: [", "can't be read"],
])("%s is refused by its name", (_, content, message) => {
  expect(pricesOf(content)).toThrow(message);
});

test("a file that is not there is refused by its name", () => {
  expect(() => readPrices(join(folder, "none.yaml"))).toThrow("none.yaml: can't be read");
});
