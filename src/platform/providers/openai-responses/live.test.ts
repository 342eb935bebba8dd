import { env } from "node:process";
import { liveTier } from "../live.contract.ts";
import { createOpenAiResponsesProvider } from "./provider.ts";

const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: key, OPENAI_MODEL: model, OPENAI_WIRE: wire } = env;

liveTier({ baseUrl: wire === "responses" ? baseUrl : undefined, key, model }, createOpenAiResponsesProvider);
