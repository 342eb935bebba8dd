import { createContext, useContext } from "react";
import { type Random, systemRandom } from "../../kernel/base/random.ts";

/** The page's randomness, for names of things that a component makes. */
const RandomContext = createContext<Random>(systemRandom);
export const useRandom = (): Random => useContext(RandomContext);
