import { Authority } from "../../verify/servers/certificates";

let made: Promise<Authority> | undefined;

/** Who signs the certificates of the world outside of a run's cluster; images that verify those of the world trust it. */
export const worldAuthority = (): Promise<Authority> => (made ??= Authority.create("the world outside"));

/** Where Go programs, and most others, look for the authorities that they trust. */
export const trustedAuthorities = "/etc/ssl/certs/ca-certificates.crt";

/** Host of what the environment's own Secrets name by an address, such as a heartbeat. */
export const receiverHost = "receivers.example.com";
