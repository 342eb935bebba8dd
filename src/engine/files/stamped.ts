import type { FileState } from "../../kernel/file.ts";
import type { EffectId } from "../../kernel/ids.ts";

/** The same content, as written by another effect. */
export const stamped = (state: FileState | null, version: EffectId): FileState | null => state && { ...state, version };
