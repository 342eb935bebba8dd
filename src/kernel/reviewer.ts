/** The first words of what a model is told that reviews a call, by which a scripted one knows that it does. */
export const reviewerOpening = "You review one call of a tool that another agent is about to make.";

export const isReviewing = (system: string): boolean => system.startsWith(reviewerOpening);
