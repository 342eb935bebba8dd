import type { ConnectionVerdict } from "../../../kernel/rules/inspection.ts";
import { checkEndpoint } from "../check-endpoint.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { apiUrl } from "./address.ts";

/** The version that the SDK sends too. */
const headers = { "anthropic-version": "2026-10-21", "anthropic-dangerous-direct-browser-access": "true" };
/** The most that one page of the list holds. */
const pageSize = 1_000;

/** Asks the endpoint for its models: the cheapest request that needs the key. Names what is wrong, in words to act on. */
export const checkConnection = (deps: EndpointDeps): Promise<ConnectionVerdict> =>
  checkEndpoint(deps, { url: apiUrl(deps.baseUrl, `models?limit=${pageSize}`), headers });
