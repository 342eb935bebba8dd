import { canonicalHash, type Hash } from "../../../kernel/base/canonical.ts";
import type { Tool, ToolSpec } from "../../../kernel/contracts/tool.ts";

/** The tools that exist, by exact name. Nothing else can be called. */
export interface ToolRegistry {
  /** The tool of exactly this name; a name that differs by case or by look is another name. */
  readonly find: (name: string) => Tool | undefined;
  /** What the model sees, sorted by name: equal tool sets give equal requests. */
  readonly specs: () => readonly ToolSpec[];
  /** The hash of a tool's definition: name, description, schema and access. Undefined for a tool that is not there. */
  readonly definitionOf: (name: string) => Hash | undefined;
  /** Names in the order of `specs`. */
  readonly names: () => readonly string[];
}

const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;

/** Throws at start when two tools share a name or a name is one that providers refuse. */
export const createToolRegistry = (tools: readonly Tool[]): ToolRegistry => {
  const byName = new Map<string, Tool>();
  for (const tool of tools) {
    if (!namePattern.test(tool.name)) throw new Error(`The tool name "${tool.name}" is not 1 to 64 letters, digits, _ or -.`);
    if (byName.has(tool.name)) throw new Error(`Two tools are named "${tool.name}".`);
    byName.set(tool.name, tool);
  }
  const names = [...byName.keys()].sort();
  const specs = names.map((name): ToolSpec => {
    const { description, inputSchema } = byName.get(name)!; // `names` are the map's own keys.
    return { name, description, inputSchema };
  });
  const definitions = new Map<string, Hash>();
  const definitionOf = (name: string): Hash | undefined => {
    const [known, tool] = [definitions.get(name), byName.get(name)];
    if (known !== undefined || tool === undefined) return known;
    const { access, description, inputSchema } = tool;
    const hash = canonicalHash({ name, description, inputSchema, access });
    definitions.set(name, hash);
    return hash;
  };
  return { find: (name) => byName.get(name), specs: () => specs, definitionOf, names: () => names };
};
