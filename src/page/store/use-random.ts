import { createContext, useContext } from "react";
import { type Random, systemRandom } from "../../kernel/random.ts";

/** The page's randomness, for names of things that a component makes; tests and stories put another one in. */
export const RandomContext = createContext<Random>(systemRandom);
export const useRandom = (): Random => useContext(RandomContext);
