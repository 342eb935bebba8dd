import type { OperatingSystem } from "../../../kernel/base/network-findings.ts";
import { isLoopback } from "../../../kernel/model/endpoint.ts";
import type { GuideStep } from "../../../kernel/rules/inspection.ts";

/** A program that serves models on the person's own computer, and what to type to start it or to let this page in. */
interface LocalServer {
  readonly name: string;
  readonly start: (system: OperatingSystem, port: string) => readonly GuideStep[];
  readonly allow: (system: OperatingSystem, pageOrigin: string, port: string) => readonly GuideStep[];
}

export const isThisComputer = (origin: string): boolean => isLoopback(new URL(origin).hostname);

/** Its list of origins is read from the environment when it starts, which each system sets in its own way (Ollama's FAQ). */
const ollama: LocalServer = {
  name: "Ollama",
  start: (system) =>
    system === "macos"
      ? [{ text: "Start Ollama.", command: "open -a Ollama" }]
      : [{ text: "Start Ollama, from the menu or in a terminal.", command: "ollama serve" }],
  allow: (system, pageOrigin) => {
    switch (system) {
      case "macos":
        return [
          { text: "Let this page in.", command: `launchctl setenv OLLAMA_ORIGINS "${pageOrigin}"` },
          { text: "Quit Ollama and start it again.", command: "killall Ollama; open -a Ollama" },
        ];
      case "windows":
        return [
          { text: "Let this page in.", command: `setx OLLAMA_ORIGINS "${pageOrigin}"` },
          { text: "Quit Ollama in the task bar and start it again from the Start menu." },
        ];
      default:
        return [
          {
            text: "Let this page in: in the editor that opens, write the two lines [Service] and then",
            command: `Environment="OLLAMA_ORIGINS=${pageOrigin}"`,
          },
          { text: "The editor and the restart:", command: "sudo systemctl edit ollama && sudo systemctl restart ollama" },
          { text: "Where Ollama is no service:", command: `OLLAMA_ORIGINS="${pageOrigin}" ollama serve` },
        ];
    }
  },
};

/** Calls from pages are off until they are switched on (LM Studio's documentation of `lms server start`). */
const lmStudio: LocalServer = {
  name: "LM Studio",
  start: (_system, port) => [
    {
      text: "Start its server, with calls from pages allowed; or use Developer, Start server.",
      command: `lms server start --cors --port ${port}`,
    },
  ],
  allow: (_system, _pageOrigin, port) => [
    {
      text: "Start its server again with calls from pages allowed; or use the switch Developer, Server settings, Enable CORS.",
      command: `lms server stop; lms server start --cors --port ${port}`,
    },
  ],
};

/** Answers every page unless its list of headers was narrowed. */
const llamaCpp: LocalServer = {
  name: "llama.cpp",
  start: (_system, port) => [{ text: "Start its server with your model.", command: `llama-server -m model.gguf --port ${port}` }],
  allow: (_system, _pageOrigin, port) => [
    {
      text: "Start its server without a list of its own for origins or headers; it lets every page in then.",
      command: `llama-server -m model.gguf --port ${port}`,
    },
  ],
};

const otherServer: LocalServer = {
  name: "The model server",
  start: () => [{ text: "Start the program that serves the model, and compare its address with the base URL, port included." }],
  allow: (_system, pageOrigin) => [
    { text: `Add ${pageOrigin} to the origins that the server allows (its CORS setting), and start it again.` },
  ],
};

const serverByPort: Readonly<Record<string, LocalServer>> = { "11434": ollama, "1234": lmStudio, "8080": llamaCpp };

/** A server's name inside a sentence. */
export const nameWithin = ({ name }: Pick<LocalServer, "name">): string => name.replace(/^The /u, "the ");

/** Servers are told apart by the port that each of them has from the start. */
export const localServerAt = (origin: string): LocalServer & { readonly port: string } => {
  const { port } = new URL(origin);
  return { ...(serverByPort[port] ?? otherServer), port };
};
