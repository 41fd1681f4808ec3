import { type Synthesized, resolved, synthesized } from "./environments";
import { large } from "../environments/large";
import { small } from "../environments/small";

/** Both examples, synthesized. */
export const everyExample: readonly Synthesized[] = [large, small].map((props) =>
  synthesized(resolved(props)),
);
