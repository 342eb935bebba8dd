/** An `/embeddings` that answers as OpenAI-compatible servers do: JSON, an index with each vector, tokens counted. */
export interface EmbeddingsServer {
  readonly fetch: typeof globalThis.fetch;
  /** The texts of each request. */
  readonly asked: (readonly string[])[];
}

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** `vectorOf`: of one text. `failing`: an answer in place of the next one; undefined: none. */
export const createEmbeddingsServer = (
  vectorOf: (text: string) => readonly number[],
  failing: () => Response | undefined = () => undefined,
): EmbeddingsServer => {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (!request.url.endsWith("/embeddings") || request.method !== "POST")
        return json({ error: { message: "Nothing here." } }, 404);
      const body = (await request.json()) as { readonly model: string; readonly input: readonly string[] };
      asked.push(body.input);
      const failure = failing();
      if (failure !== undefined) return failure;
      const data = body.input.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text) }));
      const tokens = body.input.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
      // The order of a list is nobody's promise.
      return json({
        object: "list",
        data: data.reverse(),
        model: body.model,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      });
    },
  };
};
