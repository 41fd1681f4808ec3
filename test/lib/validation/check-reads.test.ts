import { checks } from "../../../environments/shape/checks";
import { variants } from "../../../verify/variants/variants";
import { large } from "../../environments/large";
import { small } from "../../environments/small";
import { environmentWith, resolved } from "../../support/environments";

/** The same value, which writes down the path of whatever is read of it but for the objects on the way. */
function recorded<T>(value: T, read: Set<string>, path = ""): T {
  if (typeof value !== "object" || value === null) {
    read.add(path);
    return value;
  }
  return new Proxy(value, {
    ownKeys: (target) => {
      read.add(path);
      return Reflect.ownKeys(target);
    },
    get: (target, key) => {
      const child: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || typeof child === "function") return child;
      return recorded(child, read, path === "" ? key : `${path}.${key}`);
    },
  });
}

const isWithin = (path: string, place: string) => path === place || path.startsWith(`${place}.`);

const environments = [
  ...[large, small, ...Object.values(variants)].map(resolved),
  environmentWith({ "logging.kibana.savedSearches": [{ title: "errors", query: "message: error" }] }),
];

test.each(checks.map((check) => [check.path, check] as const))(
  "the check of %s reads what it says",
  (_, check) => {
    const read = new Set<string>();
    for (const env of environments) {
      const guarded = recorded(env, read);
      check.holds(guarded);
      check.remedy(guarded);
    }
    expect([...read].filter((path) => !check.reads.some((place) => isWithin(path, place)))).toEqual([]);
    expect(check.reads.filter((place) => ![...read].some((path) => isWithin(path, place)))).toEqual([]);
  },
);
