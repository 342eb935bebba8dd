import * as z from "zod/mini";
import type { Tool } from "../../kernel/contracts/tool.ts";
import { defineTool, pathArgument, textArgument } from "../tools/builtin/schema.ts";
import type { VectorsForDep } from "./vector-work.ts";

/** What the tools do is loaded when one is first called. */
const work = () => import("./vector-work.ts");

/** A model may answer late; more than this is not waited for. */
const timeoutMs = 60_000;
const some = textArgument.check(z.minLength(1), z.maxLength(8_000));

/** Tools that compare texts by vectors: those of the model that the person chose for it, else term vectors, made in the tab. */
export const createVectorTools = (deps: VectorsForDep): readonly Tool[] => [
  defineTool({
    name: "embed",
    description:
      "Tells how alike each two of several texts are (cosine of vectors), and which engine answered. save_to: a file for the vectors.",
    access: "write",
    timeoutMs,
    schema: z.object({
      texts: z.array(some).check(z.minLength(1), z.maxLength(64)),
      save_to: z.optional(pathArgument),
    }),
    headline: ({ texts }) => ({ verb: "Compared", object: texts.length === 1 ? "1 text" : `${texts.length} texts` }),
    paths: ({ save_to }) => (save_to === undefined ? [] : [save_to]),
    run: async (input, context) => (await work()).embed(input, context, deps),
  }),
  defineTool({
    name: "classify",
    description: "Tells which label a text is nearest to, by vectors: a score for each, and which engine answered.",
    access: "read",
    timeoutMs,
    schema: z.object({
      text: some,
      labels: z.array(some).check(z.minLength(2), z.maxLength(50)),
    }),
    headline: ({ labels }) => ({ verb: "Classified", object: `a text by ${labels.length} labels` }),
    paths: () => [],
    run: async (input, context) => (await work()).classify(input, context, deps),
  }),
];
