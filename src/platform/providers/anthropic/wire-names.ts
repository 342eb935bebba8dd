const takenTool = /^[a-zA-Z0-9_-]{1,128}$/u;

/** A tool's name that the API takes; a model on another wire may have invented one that it does not. */
export const wireToolName = (tool: string): string =>
  takenTool.test(tool) ? tool : tool.replace(/[^a-zA-Z0-9_-]/gu, "_").slice(0, 128) || "unnamed";
