/** Origins that the page may talk to without being asked: providers that many people use, and model servers on this computer. */
export const wellKnownOrigins: readonly string[] = [
  "https://api.openai.com",
  "https://api.anthropic.com",
  "https://openrouter.ai",
  "https://api.groq.com",
  "https://api.deepseek.com",
  "https://api.mistral.ai",
  "https://api.together.xyz",
  "http://localhost:11434",
  "http://localhost:1234",
  "http://localhost:8080",
  "http://127.0.0.1:11434",
  "http://127.0.0.1:1234",
  "http://127.0.0.1:8080",
];

/** Where the person's own additions are kept: a JSON array of origins in localStorage, read before anything else loads. */
export const allowedOriginsKey = "vivarium.origins";
