import type { Hash } from "../base/canonical.ts";
import type { Failure } from "../base/failure.ts";

/** Which model answers, on which wire. Keys are never part of it. */
export type ModelChoice =
  | { readonly provider: "demo" }
  /** The person, who writes each call: a tool's name and its arguments. */
  | { readonly provider: "by-hand" }
  /** The provider that a program without the page brought along. */
  | { readonly provider: "own"; readonly model: string }
  /** A recording, by its hash; `model` is its name. */
  | { readonly provider: "replay"; readonly cassette: Hash; readonly model: string }
  | RemoteChoice;

export interface RemoteChoice {
  readonly provider: RemoteProvider;
  readonly baseUrl: string;
  readonly model: string;
}

/** A model that was not asked in place of another one, and why. */
export interface SkippedModel {
  readonly model: ModelChoice;
  readonly reason: Failure;
}

/** Wires over HTTP: OpenAI-compatible Chat Completions, OpenAI's Responses, and Anthropic Messages. */
export type RemoteProvider = "openai-chat" | "openai-responses" | "anthropic";
export const remoteProviders: readonly RemoteProvider[] = ["openai-chat", "openai-responses", "anthropic"];

export const modelName = (choice: ModelChoice): string =>
  choice.provider === "demo" ? "Demo" : choice.provider === "by-hand" ? "By hand" : choice.model;

export const isRemote = (choice: ModelChoice): choice is RemoteChoice => "baseUrl" in choice;

export const isSameModel = (a: ModelChoice, b: ModelChoice): boolean =>
  a.provider === b.provider && modelName(a) === modelName(b) && (isRemote(a) && isRemote(b) ? a.baseUrl === b.baseUrl : true);

/** Whether a model could write a summary: a person who calls tools cannot, and a recording says only what it said. */
export const canSummarise = ({ provider }: ModelChoice): boolean => provider !== "by-hand" && provider !== "replay";
