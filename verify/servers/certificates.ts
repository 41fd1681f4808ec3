import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

/** PEM texts of a certificate and its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateProps {
  /** The user that Kubernetes sees, or the server's name. */
  readonly commonName: string;
  /** The groups that Kubernetes sees. @default none */
  readonly organizations?: readonly string[];
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
}

/** Elliptic keys are made in milliseconds; RSA keys would take most of the start. */
const common = { keyType: "ec", curve: "P-256", algorithm: "sha256" } as const;

/** Signs the certificates of one purpose, such as clients or aggregated API servers. */
export class Authority implements Certificate {
  private constructor(
    readonly cert: string,
    readonly key: string,
  ) {}

  static async create(commonName: string): Promise<Authority> {
    const { cert, private: key } = await generate([{ name: "commonName", value: commonName }], {
      ...common,
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
      ],
    });
    return new Authority(cert, key);
  }

  /** A certificate that serves as client and as server. */
  async issue(props: CertificateProps): Promise<Certificate> {
    const { commonName, organizations = [], names = [], addresses = [] } = props;
    const altNames = [
      ...names.map((value) => ({ type: 2 as const, value })),
      ...addresses.map((ip) => ({ type: 7 as const, ip })),
    ];
    const { cert, private: key } = await generate(
      [
        { name: "commonName", value: commonName },
        ...organizations.map((value) => ({ name: "organizationName", value })),
      ],
      {
        ...common,
        ca: { cert: this.cert, key: this.key },
        extensions: [
          { name: "basicConstraints", cA: false },
          { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
          { name: "extKeyUsage", clientAuth: true, serverAuth: true },
          ...(altNames.length > 0 ? [{ name: "subjectAltName" as const, altNames }] : []),
        ],
      },
    );
    return { cert, key };
  }

  /** Issues one into `<name>.crt` and `<name>.key` of a folder, and returns their paths. */
  async issueInto(folder: string, name: string, props: CertificateProps) {
    const { cert, key } = await this.issue(props);
    const paths = { crt: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    writeFileSync(paths.crt, cert);
    writeFileSync(paths.key, key, { mode: 0o600 });
    return paths;
  }
}
