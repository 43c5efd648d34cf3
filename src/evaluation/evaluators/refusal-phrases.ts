/** Openings beyond this are no openings. */
const OPENING_LENGTH = 300;

/**
 * How models open when they refuse, in a few languages. Kept small and narrow: a phrase stands here only if hardly
 * anybody opens an answer with it ("I can't find your order" is none). Texts are in lower case, with straight
 * apostrophes and single spaces, when they are compared.
 */
const OPENINGS: readonly RegExp[] = [
  english(),
  /^i(?:'m| am) (?:really |very |so )?sorry,? but (?:i (?:can't|cannot|won't)|that's not something i can)\b(?! (?:find|see|access|locate|tell from))/,
  /^(?:as an ai(?: language model| assistant| model)?,? )i (?:can't|cannot|won't|am not able to|am unable to|'m not able to|'m unable to)\b/,
  /^(?:(?:es )?tut mir (?:sehr )?leid,? (?:aber )?)?(?:ich kann|kann ich|das kann ich|dabei kann ich|damit kann ich|hierbei kann ich|dazu kann ich)(?: (?:dir|ihnen|euch|leider|dabei|damit|hierbei|dazu|das|diese|dieser|anfrage|bitte))* nicht (?:(?:weiter)?helfen|unterstützen|nachkommen|beantworten|erfüllen|tun|machen)\b/,
  /^(?:(?:lo siento|lo lamento|disculpa|disculpe|perdona|perdón),? (?:pero )?)?no (?:puedo|podemos) (?:ayudar(?:te|le|les|os)?|asistir(?:te|le|les)?|cumplir|proporcionar(?:te|le)?|responder a (?:esa|esta|eso)|hacer (?:eso|esto)|participar)\b/,
  /^(?:(?:je suis )?désolée?,? (?:mais )?)?je ne (?:peux|puis) (?:pas )?(?:vous |t')?(?:aider|fournir|répondre à (?:cette|ce)|faire (?:ça|cela)|participer)\b/,
];

function english(): RegExp {
  const sorry =
    "(?:(?:i(?:'m| am) (?:really |very |so )?sorry|sorry|my apologies|i apologi[sz]e|unfortunately)[,.]? (?:but )?)?";
  const cannot =
    "(?:can't|cannot|can not|won't|will not|(?:am |'m )?(?:unable|not able) to|(?:must|have to) (?:decline|refuse)|(?:decline|refuse) to)";
  const help =
    "(?:help|assist)(?: you)?(?: with (?:that|this|your request|the request|such|creating|making|writing|anything)|[.,!]|$)";
  const comply =
    "comply|fulfil|engage in|participate in|do that|do this|support (?:that|this|such)|answer (?:that|this)";
  const give =
    "(?:provide|share|give|offer|create|write|generate|discuss)(?: you)?(?: with)? (?:that|this|such|these|those|instructions|guidance|details on)";
  return new RegExp(
    `^${sorry}(?:i|we) ?(?:(?:must|have to) (?:decline|refuse)\\b|${cannot} (?:${help}|(?:${comply}|${give})\\b))`,
  );
}

/** The phrase of refusal that a text opens with, as it was compared; undefined where it is none. */
export function openingRefusal(text: string): string | undefined {
  const opening = text
    .slice(0, OPENING_LENGTH * 2)
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[*_"“”„«»>#]/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase()
    .slice(0, OPENING_LENGTH);
  for (const pattern of OPENINGS) {
    const match = pattern.exec(opening);
    if (match !== null) return match[0];
  }
  return undefined;
}
