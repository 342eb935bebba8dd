import type { ConnectionVerdict } from "../../../kernel/rules/inspection.ts";
import { checkEndpoint } from "../check-endpoint.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";

/** Asks the endpoint for its models: the cheapest request that needs the key. Names what is wrong, in words to act on. */
export const checkConnection = (deps: EndpointDeps): Promise<ConnectionVerdict> =>
  checkEndpoint(deps, { url: `${deps.baseUrl}/models`, headers: {} });
