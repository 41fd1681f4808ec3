import { inspect } from "node:util";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { type Fault, isError } from "../../lib/validation/fault";
import { environmentWith, withValues } from "../support/environments";
import { families, wrongKinds, wrongTexts } from "../../verify/props/families";
import { type Prop, formatOf, propsOf, sample } from "../../verify/props/prop-list";

/** One wrong value in one place. */
export interface Corruption {
  readonly prop: Prop;
  readonly value: unknown;
}

/** Which kinds of value each kind of prop may take. */
const own: Readonly<Record<Prop["kind"], readonly string[]>> = {
  text: ["text"],
  number: [],
  boolean: ["boolean"],
  choice: [],
  list: ["list"],
  map: [],
  object: [],
  union: [],
};

/** A section of which every part has a default may be empty. */
const mayBeEmpty = ({ schema }: Prop, value: unknown) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 0 &&
  value.constructor.name === "Object" &&
  schema.safeParse({}).success;

function ownMistakes({ kind, schema, format = "" }: Prop): unknown[] {
  const inner = schema as any;
  switch (kind) {
    case "text": {
      const { refuses, alsoTakes } = families[format]!;
      const isRight = (text: string) =>
        alsoTakes !== undefined &&
        new RegExp(alsoTakes, "u").test(text) &&
        text.trim() === text &&
        text.length <= 2048;
      return [...refuses, ...wrongTexts.filter((text) => !isRight(text))];
    }
    case "number":
      return [Number(inner.minValue) - 1, Number(inner.maxValue) + 1, 1e21, "1", -1, "1_0"].filter(
        (value) => !schema.safeParse(value).success || typeof value === "string",
      );
    case "list": {
      const one = sample(inner.element);
      return [[one, one], [null], "text", ...(schema.safeParse([]).success ? [] : [[]])];
    }
    case "map": {
      const value = Object.values(sample(inner) as object)[0] as unknown;
      const { refuses } = families[formatOf(inner.def.keyType) ?? ""]!;
      const keys = [...refuses, "__proto__", "a b", "a\nb", "${x}"];
      return keys.map((key) => Object.defineProperty({}, String(key), { value, enumerable: true }));
    }
    case "object":
      return [{ ...(sample(inner) as object), misspelt: 1 }];
    case "union":
      return [{ ...(sample(inner) as object), misspelt: 1 }, "misspelt"];
    default:
      return ["misspelt", "True", "yes"];
  }
}

/** All that a prop has to refuse. */
export function corruptionsOf(prop: Prop): Corruption[] {
  const alsoKinds = families[prop.format ?? ""]?.alsoKinds ?? [];
  const kinds = wrongKinds
    .filter(([kind, value]) => !own[prop.kind].includes(kind) && !mayBeEmpty(prop, value))
    .filter(([kind, value]) => !alsoKinds.includes(kind) || (kind === "number" && !Number.isFinite(value)))
    .filter(([kind, value]) => !(prop.kind === "number" && kind === "number" && Number.isInteger(value)));
  return [...kinds.map(([, value]) => value), ...ownMistakes(prop)].map((value) => ({ prop, value }));
}

/** Every prop but the name, which says which environment is meant. */
export const corruptible = propsOf().filter(({ path }) => path !== "" && path !== "name");

/** Everything is said, so that whatever is wrong beside the corruption comes from it. */
const base = environmentWith();

/** What is told about an environment with a corruption. */
function faultsAfter({ prop: { path, needs }, value }: Corruption): Fault[] {
  const props = withValues(base, { ...structuredClone(needs), [path]: value });
  return checkEnvironments([{ file: "environments/staging.ts", props }]).faults.filter(isError);
}

/** Why a corruption was not told as it should be, or undefined. */
export function unnoticed(corruption: Corruption): string | undefined {
  const path = `staging.${corruption.prop.path}`;
  const faults = faultsAfter(corruption);
  const isNear = (fault: Fault) =>
    fault.path === path || fault.path.startsWith(`${path}.`) || path.startsWith(`${fault.path}.`);
  const place = `${path} = ${inspect(corruption.value)}`;
  if (!faults.some(isNear)) return `${place}: is taken`;
  const blamed = faults.filter((fault) => !isNear(fault));
  return blamed.length === 0 ? undefined : `${place}: blames ${blamed.map((fault) => fault.path).join(", ")}`;
}
