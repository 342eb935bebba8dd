import type { Hash } from "../base/canonical.ts";

/** A result that is too long to stand in its entry: the whole text, in UTF-8, is a content of the workspace. */
export interface Artifact {
  readonly hash: Hash;
  /** Length of the whole text. */
  readonly bytes: number;
}

const pathPattern = /^\/?artifact:([0-9a-f]{64})$/;

/** How a model asks for it, where it would name a file. */
export const artifactPath = (hash: Hash): string => `artifact:${hash}`;

/** What a path that was asked for stands for; undefined where it is a file's. */
export const artifactAt = (path: string): Hash | undefined => pathPattern.exec(path)?.[1];
