import { spawnSync } from "node:child_process";
import { findProgram } from "./images/host-programs";

/** Programs of the machine, and the Debian package that has each. */
const programs = {
  runc: "runc",
  iptables: "iptables",
  ipset: "ipset",
  nft: "nftables",
  ip: "iproute2",
  unshare: "util-linux",
  setpriv: "util-linux",
  curl: "curl",
  java: "default-jdk-headless",
  javac: "default-jdk-headless",
  mvn: "maven",
  unzip: "unzip",
} as const;

/** Throws one line with all that the machine lacks, and how it is had. */
export function checkNeeds(): void {
  const lacks: string[] = [];
  if (process.platform !== "linux") lacks.push("it is Linux that nodes run on");
  if (process.getuid?.() !== 0) lacks.push("root is needed, to run containers: use sudo");
  const missing = Object.entries(programs).filter(([name]) => findProgram(name) === undefined);
  const packages = [...new Set(missing.map(([, name]) => name))].join(" ");
  if (missing.length > 0)
    lacks.push(`${missing.map(([name]) => name).join(", ")}: apt-get install ${packages}`);
  else if (
    spawnSync("unshare", ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "true"]).status !== 0
  )
    lacks.push("no namespaces can be made here, as in a container");
  if (lacks.length > 0) throw new Error(`this machine can't run nodes: ${lacks.join("; ")}`);
}
