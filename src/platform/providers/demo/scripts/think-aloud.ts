import { type Script, say, think } from "../script.ts";

const thoughts = `The question is whether a script can think. It cannot; but it can show what thinking looks like when it is streamed, and that is what was asked for.

So let me take something that stands in every glasshouse and turn it around: when should one water?

First view: by the calendar. Every third day is easy to remember and easy to hand over. But a plant does not know the calendar. A week of fog and a week of sun differ by a factor of four in what the leaves give off, so any fixed number is wrong most of the time, and nobody notices in which direction.

Second view: by the soil. Put a finger in; dry to the first joint means water. That measures the thing itself. But it measures it late for a fern, which wilts before the soil is dry, and early for an orchid, whose roots want to dry out between.

Third view: by the plant. A fern's fronds lose their shine before they droop. An orchid's roots turn from green to silver. This is the best signal of all, and it needs somebody who looks every day, which is exactly what the calendar was meant to spare us.

Can they be joined? The calendar says when to look, the finger says whether, the plant says how much. Then each of them does what it is good at, and none is trusted with what it is bad at. The cost is a walk through the house each morning, about ten minutes.

What speaks against it? Volunteers change. A rule that needs an eye cannot be handed over in one sentence. So it should be written down next to the plant, not in a plan that hangs in the shed.

I am fairly sure of the first part and less sure of the second. That is enough for an answer.`;

const answer = `**Look every morning, touch before you water, and let the plant decide how much.** A calendar is good for remembering to look and bad for deciding; write the sign to look for next to each plant, so that anyone on shift can read it.

*Scripted, thought and answer alike: the Demo model only shows what a thinking stream looks like.*`;

/** A long thought and a short answer. */
export const thinkAloud: Script = () => [think(thoughts), say(answer)];
