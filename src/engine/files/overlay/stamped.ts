import type { EffectId } from "../../../kernel/base/ids.ts";
import type { FileState } from "../../../kernel/files/file.ts";

/** The same content, as written by another effect. */
export const stamped = (state: FileState | null, version: EffectId): FileState | null => state && { ...state, version };
