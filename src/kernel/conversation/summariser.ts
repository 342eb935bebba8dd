/** The first words of what a model is told that writes a summary, by which a scripted one knows that it does. */
export const summariserOpening = "You write the summary by which an agent goes on with a conversation that became too long.";

export const isSummarising = (system: string): boolean => system.startsWith(summariserOpening);
