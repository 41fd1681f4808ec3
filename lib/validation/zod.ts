import { z } from "zod";

// Before any schema is made. Each is run once an environment: what compiling it takes would not come back.
z.config({ jitless: true });

export { z };
