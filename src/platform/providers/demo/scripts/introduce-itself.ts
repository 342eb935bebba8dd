import { type Script, say } from "../script.ts";

const offer = `I'm the **Demo model**: a script that runs in this tab, offline and without a key. I don't understand free text, so I can't answer that. What I do with your files is real all the same: real calls, real questions to you, real undo.

Say one of these:

- **Show me around** – a tour with one question for you
- **Make notes on …** – searches, writes a note, reads it back
- **Make a page** – a small web page of the readings, to be previewed in Files
- **Search the files for …**
- **Change "this" to "that" in** a file
- **Clean up the workspace** – deletes and overwrites, so it asks first
- **Use the shell** – a pipeline over your files, in this tab
- **Count the words** – a call that goes on for a while and can be stopped by itself
- **Ask two helpers** – two agents at work at the same time, inside this run
- **Plan a clean-up** – one plan, shown whole, carried out exactly so or not at all
- **Plan a watering round** – keeps a list of tasks, and asks you a question
- **Report on the ferns** – reads one file; with answers as JSON (settings of this session) in your schema, and with “wrong first” it has to be asked again
- **Hand me something to do outside** – it waits for your result, also over a reload
- **Think about …** – a long thought before a short answer
- **Show the limits** – looks twice, so that what you switched on in Settings, Tools shows
- **Go in circles** – the same search over and over, until the run is paused for it
- **Fail and recover**, or **fail: network** – what errors look like
- **Read many files in parallel**, or **write a long answer**

With a key, or a model on your own machine (Settings, Model), the same workspace is worked on by a model that does understand you.`;

/** What it says to everything it does not know: the truth about itself. */
export const introduceItself: Script = () => [say(offer)];
