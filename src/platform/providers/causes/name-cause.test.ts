import { expect, test } from "vitest";
import { findingsOf } from "../../../kernel/base/network-findings.fake.ts";
import type { NetworkFindings, OperatingSystem } from "../../../kernel/base/network-findings.ts";
import { nameAnswer, nameSilence } from "./name-cause.ts";

const guideOf = (origin: string, found: Partial<NetworkFindings>) =>
  nameSilence({ origin, hasKey: false, found: findingsOf(found) }).guide;
const commandsOf = (origin: string, found: Partial<NetworkFindings>): readonly string[] =>
  guideOf(origin, found).steps.flatMap(({ command }) => command ?? []);

test("the layers before the one that fails are fine, those behind it unknown", () => {
  expect(guideOf("http://localhost:11434", { answers: true }).layers).toEqual([
    { name: "This browser lets the page reach this computer", status: "fine" },
    { name: "Ollama answers at http://localhost:11434", status: "fine" },
    { name: "It allows this page", status: "fails" },
    { name: "It accepts the request", status: "unknown" },
  ]);
  expect(guideOf("https://models.example", { online: false }).layers.map(({ status }) => status)).toEqual([
    "fails",
    "unknown",
    "unknown",
    "unknown",
  ]);
});

test("a server that answers with an error is reached", () => {
  const seen = { origin: "http://localhost:1234", hasKey: false, status: 404, message: "", code: "" };
  expect(nameAnswer(seen).guide.layers.map(({ status }) => status)).toEqual(["fine", "fine", "fine", "fails"]);
});

test.each<readonly [string, OperatingSystem, readonly string[]]>([
  ["11434", "macos", ["open -a Ollama"]],
  ["11434", "linux", ["ollama serve"]],
  ["11434", "windows", ["ollama serve"]],
  ["1234", "linux", ["lms server start --cors --port 1234"]],
  ["8080", "macos", ["llama-server -m model.gguf --port 8080"]],
  ["5001", "linux", []],
])("a server on port %s that does not run on %s is started with its command", (port, system, commands) => {
  expect(commandsOf(`http://localhost:${port}`, { system })).toEqual(commands);
});

test.each<readonly [string, OperatingSystem, readonly string[]]>([
  ["11434", "macos", ['launchctl setenv OLLAMA_ORIGINS "https://vivarium.example"', "killall Ollama; open -a Ollama"]],
  ["11434", "windows", ['setx OLLAMA_ORIGINS "https://vivarium.example"']],
  [
    "11434",
    "linux",
    [
      'Environment="OLLAMA_ORIGINS=https://vivarium.example"',
      "sudo systemctl edit ollama && sudo systemctl restart ollama",
      'OLLAMA_ORIGINS="https://vivarium.example" ollama serve',
    ],
  ],
  ["1234", "windows", ["lms server stop; lms server start --cors --port 1234"]],
])("a server on port %s that does not list the page on %s is told of this very origin", (port, system, commands) => {
  expect(commandsOf(`http://localhost:${port}`, { system, answers: true })).toEqual(commands);
});

test("a browser that still asks for the permission is named beside a server that does not run", () => {
  const steps = guideOf("http://localhost:11434", { localNetwork: "prompt" }).steps.map(({ text }) => text);
  expect(steps.at(-1)).toContain("allow access to the local network");
});
