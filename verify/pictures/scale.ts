import type { Unit } from "../../monitoring/grafana/panels";

/** How numbers of a unit are written: times a factor, with a suffix. */
interface Scale {
  readonly factor: number;
  readonly suffix: string;
}

/** The scale in which the largest of some values of a unit reads well. */
export function scaleOf(unit: Unit, largest: number): Scale {
  switch (unit) {
    case "percentunit":
      return { factor: 100, suffix: " %" };
    case "s":
      return largest < 1 ? { factor: 1000, suffix: " ms" } : { factor: 1, suffix: " s" };
    case "dtdurations":
      return { factor: 1 / 86_400, suffix: " days" };
    case "bytes":
    case "Bps": {
      const power = Math.min(4, Math.floor(Math.log2(Math.max(largest, 1)) / 10));
      const name = ["B", "KiB", "MiB", "GiB", "TiB"][power] ?? "";
      return { factor: 1024 ** -power, suffix: ` ${name}${unit === "Bps" ? "/s" : ""}` };
    }
    case "reqps":
      return { factor: 1, suffix: " req/s" };
    case "ops":
    case "iops":
      return { factor: 1, suffix: " /s" };
    default:
      return largest < 10_000 ? { factor: 1, suffix: "" } : { factor: 1 / 1000, suffix: " K" };
  }
}
