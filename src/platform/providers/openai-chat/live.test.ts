import { env } from "node:process";
import { liveTier } from "../live.contract.ts";
import { createOpenAiChatProvider } from "./provider.ts";

const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: key, OPENAI_MODEL: model, OPENAI_WIRE: wire } = env;

liveTier({ baseUrl: wire === "responses" ? undefined : baseUrl, key, model }, createOpenAiChatProvider);
