import { env } from "node:process";
import { liveTier } from "../live.contract.ts";
import { createAnthropicProvider } from "./provider.ts";

const { ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_API_KEY: key, ANTHROPIC_MODEL: model } = env;

liveTier({ baseUrl, key, model }, createAnthropicProvider);
