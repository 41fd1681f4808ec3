import { execFileSync } from "node:child_process";
import { hostProgram } from "./images/host-programs";

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
  const missing = (Object.keys(programs) as (keyof typeof programs)[]).filter((name) => {
    try {
      hostProgram(name);
      return false;
    } catch {
      return true;
    }
  });
  const lacks = [
    ...(process.platform === "linux" ? [] : ["it is Linux that nodes run on"]),
    ...(process.getuid?.() === 0 ? [] : ["root is needed, to run containers: use sudo"]),
    ...(missing.length === 0
      ? []
      : [
          `${missing.join(", ")}: apt-get install ${[...new Set(missing.map((name) => programs[name]))].join(" ")}`,
        ]),
    ...(missing.length > 0 || canMakeNamespaces()
      ? []
      : ["no namespaces can be made here, as in a container"]),
  ];
  if (lacks.length > 0) throw new Error(`this machine can't run nodes: ${lacks.join("; ")}`);
}

function canMakeNamespaces(): boolean {
  try {
    execFileSync("unshare", ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "true"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}
