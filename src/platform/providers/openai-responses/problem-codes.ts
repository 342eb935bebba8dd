import { statusFromNumber } from "../openai-client.ts";

/**
 * The status that an error has when it comes before the stream; as the first thing in a stream it means the same. The codes are
 * those of the API's own list and of recorded streams (2026).
 */
const statusByCode: Readonly<Record<string, number>> = {
  server_error: 500,
  internal_error: 500,
  server_is_overloaded: 503,
  slow_down: 503,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  context_length_exceeded: 400,
  invalid_prompt: 400,
  invalid_encrypted_content: 400,
  invalid_image: 400,
  invalid_request_error: 400,
  model_not_found: 404,
  invalid_api_key: 401,
};

/** Undefined for a code that nobody here knows. */
export const statusFromCode = (code: unknown): number | undefined =>
  statusFromNumber(code) ?? (typeof code === "string" && Object.hasOwn(statusByCode, code) ? statusByCode[code] : undefined);
