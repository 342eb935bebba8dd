import type { Hash } from "../base/canonical.ts";
import type { CallId, Seq, SessionId } from "../base/ids.ts";
import type { Origin } from "../rules/origin.ts";

/**
 * Where the state of a workspace stands: each value is a file of canonical JSON. So a value is previewed, approved, committed with
 * its entry, undone and branched as files are, and what it was before is in the log.
 */
const stateFolder = "/.state";

/** Whether a path is the state's folder, or below it. */
export const isStatePath = (path: string): boolean => path === stateFolder || path.startsWith(`${stateFolder}/`);

/** One value. The tenant `""` is what everybody shares; a tenant's values are apart from those and from each other's. */
export interface StatePlace {
  readonly tenant: string;
  readonly key: string;
}

/** Of a value as JSON text, in UTF-16 units. */
export const maxStateChars = 100_000;
/** Of one tenant. Transitions are entries of the log, and are as many as the log holds. */
export const maxStateKeys = 10_000;
/** As a name of a file, which leaves room for its ending. */
const maxEncodedChars = 200;

/** Why a text is no name of a key, a tenant or a snapshot, as the rest of a sentence; undefined where it is one. */
export const findStateNameProblem = (name: string): string | undefined => {
  if (name === "") return "is empty";
  if (/\p{Cs}/u.test(name)) return "holds half of a surrogate pair";
  // Encoding makes no text shorter, and some nine times as long.
  return name.length > maxEncodedChars || encodeURIComponent(name).length > maxEncodedChars
    ? `is too long: at most ${maxEncodedChars} characters, fewer where they are not plain letters`
    : undefined;
};

const folderOf = (tenant: string): string =>
  `${stateFolder}/${tenant === "" ? "shared" : `tenant-${encodeURIComponent(tenant)}`}`;

export const valuesFolder = (tenant: string): string => `${folderOf(tenant)}/values`;
export const snapshotsFolder = (tenant: string): string => `${folderOf(tenant)}/snapshots`;

const ending = ".json";

/** The file name of a key or a snapshot. Names that `findStateNameProblem` lets pass have one each. */
export const stateFileName = (name: string): string => `${encodeURIComponent(name)}${ending}`;

/** The name that a file stands for; undefined where it stands for none. */
export const nameOfStateFile = (fileName: string): string | undefined => {
  if (!fileName.endsWith(ending)) return undefined;
  try {
    const name = decodeURIComponent(fileName.slice(0, -ending.length));
    return name !== "" && stateFileName(name) === fileName ? name : undefined;
  } catch {
    // A URIError: it is not what `stateFileName` gives.
    return undefined;
  }
};

export const statePath = ({ tenant, key }: StatePlace): string => `${valuesFolder(tenant)}/${stateFileName(key)}`;
export const snapshotPath = (tenant: string, name: string): string => `${snapshotsFolder(tenant)}/${stateFileName(name)}`;

const tenantOfFolder = (folder: string): string | undefined => {
  if (folder === "shared") return "";
  return folder.startsWith("tenant-") ? nameOfStateFile(`${folder.slice("tenant-".length)}${ending}`) : undefined;
};

/** The value that stands at a path; undefined where the path is not one of the state's. */
export const statePlaceAt = (path: string): StatePlace | undefined => {
  if (!isStatePath(path) || path === stateFolder) return undefined;
  const [folder, kind, file, ...more] = path.slice(stateFolder.length + 1).split("/");
  const tenant = kind === "values" && more.length === 0 ? tenantOfFolder(folder ?? "") : undefined;
  const key = file === undefined ? undefined : nameOfStateFile(file);
  return tenant === undefined || key === undefined ? undefined : { tenant, key };
};

/** Who set a value. */
export type StateWriter = "agent" | "person" | "sample" | "schedule" | "undo" | "branch" | "checkpoint";

/** One change of one value, in its place in the log. `null`: there was none, or is none. */
export interface StateChange {
  readonly seq: Seq;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: StateWriter;
  readonly sessionId?: SessionId;
  readonly callId?: CallId;
  readonly from: Hash | null;
  readonly to: Hash | null;
  /** Where its values came from, as far as that is outside. Absent: nowhere. */
  readonly origins?: readonly Origin[];
}

/** A value as JSON text, in front of people: the first of it, where it is long. */
export interface ShownValue {
  readonly text: string;
  readonly isCut: boolean;
}

/** A change with what it changed. `null` as above; a text that is gone from the store is undefined. */
export interface StateTransition extends Omit<StateChange, "from" | "to"> {
  readonly from: ShownValue | null | undefined;
  readonly to: ShownValue | null | undefined;
}

/** A value of the state, and who set it. */
export interface StateRow extends StatePlace {
  readonly value: ShownValue | undefined;
  /** How often it was changed, as far as the log tells. */
  readonly changes: number;
  /** What set it; absent where the session that did is deleted. */
  readonly setBy?: StateChange;
}
