/** A piece of material that a standard looks at. `input` is what was asked, `completion` the output. */
export type Material = "input" | "expected" | "context" | "completion";

/** What a ready-made judge is told. Whoever changes a word here counts up `JUDGE_TEXTS_VERSION`. */
export interface Standard {
  readonly task: string;
  /** From the worst to the best. */
  readonly grades: readonly [string, string, string, string, string];
  /** In the order in which it is shown. */
  readonly material: readonly Material[];
}

/** GitHub's ready-made judges by what follows `github/`: its names, its material, our words. */
export const GITHUB_STANDARDS: Readonly<Record<string, Standard>> = {
  similarity: {
    task: "Compare the completion with the expected answer to the same input. Grade how much of the expected answer's meaning the completion carries. Facts count; wording, order and length don't.",
    grades: [
      "nothing of the expected answer is there, or the completion contradicts it",
      "it touches on the same subject, but misses or gets wrong most of what is expected",
      "about half of what is expected is there and right",
      "nearly everything is there and right; only details differ",
      "it says the same",
    ],
    material: ["input", "expected", "completion"],
  },
  coherence: {
    task: "Grade how well the completion holds together as a reply to the input: whether each thought follows from the one before, and the whole has an order that a reader can follow. Whether its claims are true is not asked.",
    grades: [
      "loose words or fragments without connection",
      "sentences that stand side by side; the thread is lost again and again",
      "a thread can be found, with jumps or contradictions on the way",
      "clear and in order, with a rough transition here or there",
      "every part leads to the next, and the order serves the reply",
    ],
    material: ["input", "completion"],
  },
  fluency: {
    task: "Grade the language of the completion, in the language that it is written in: grammar, spelling, choice of words, and how easily it reads. What it says is not asked.",
    grades: [
      "hardly understandable for its errors",
      "understandable with effort; frequent errors, a poor choice of words",
      "readable, with some errors or clumsy sentences",
      "well written, with a slip at most",
      "faultless and pleasant to read, as a skilled writer would put it",
    ],
    material: ["completion"],
  },
  relevance: {
    task: "Grade how well the completion answers what the input asks: whether it is about the question, covers what the question needs, and leaves out what it does not.",
    grades: [
      "it is about something else",
      "it is about the subject, but does not answer the question, or answers another",
      "it answers a part; something needed is missing, or much is beside the point",
      "it answers the question; little is missing or superfluous",
      "it answers the question fully and stays with it",
    ],
    material: ["input", "completion"],
  },
  groundedness: {
    task: "Grade how far the completion rests on the context: whether each of its claims is said there or follows from it. What is true in the world but not in the context counts as not grounded. The input is what was asked.",
    grades: [
      "its claims are not from the context, or contradict it",
      "a few claims are from the context; most are not",
      "about half is from the context, with claims of its own mixed in",
      "nearly all is from the context; a detail is added",
      "every claim is from the context, or it rightly says that the context has no answer",
    ],
    material: ["input", "context", "completion"],
  },
};
