// readability.mjs: how hard a text is to read, by two formulas: Flesch-Kincaid, .39 words a sentence + 11.8 syllables a word - 15.59;
// and SMOG, 1.043 times the root of the words of three syllables and more in thirty sentences, + 3.1291.

// Words whose syllables the rules below miss.
const ODD = new Map(
    Object.entries({
        area: 3, areas: 3, headache: 2, headaches: 2, ache: 1, aches: 1, being: 2, biopsy: 3, create: 2, doing: 2, every: 2, everyday: 3, everybody: 4, everything: 3, diet: 2,
        fluid: 2, idea: 3, ideas: 3, lying: 2, medicine: 3, medicines: 3, people: 2, quiet: 2, radioactive: 6, real: 2, really: 3,
        science: 2, sometimes: 2, something: 2, someone: 2, somebody: 3, somewhere: 2, therefore: 2, trial: 2, trials: 2, tired: 2, usually: 4,
        lifetime: 2, microscope: 3, however: 3, going: 2, saying: 2, goes: 1, does: 1, shoes: 1, careful: 2, safely: 2, mri: 3, ct: 2, pet: 1, psa: 3,
        evening: 2, business: 2, muscle: 2, muscles: 2, joined: 1, chemotherapy: 5, naked: 2, wicked: 2, hundred: 2, sacred: 2, higher: 2, fire: 1,
        homework: 2, likely: 2, lonely: 2, bladder: 2, widespread: 2, nerve: 1, nerves: 1, whole: 1, themselves: 2, ourselves: 2, yourselves: 2,
        movement: 2, movements: 2, statement: 2, placement: 2, replacement: 3, basement: 2, amazement: 3, involvement: 3, improvement: 3,
        painful: 2, useful: 2, hopeful: 2, helpless: 2, useless: 2, lifeless: 2, carefully: 3, closely: 2, rarely: 2, severely: 3, completely: 3,
        likewise: 2, otherwise: 3, outside: 2, inside: 2, beside: 2, besides: 2, alongside: 3, sideways: 2, safety: 2, ninety: 2, surely: 2,
        bowel: 2, bowels: 2, towel: 2, power: 2, hour: 1, hours: 1, our: 1, ours: 1, your: 1, yours: 1, doctor: 2, doctors: 2,
        client: 2, giant: 2, variety: 4, society: 4, anxiety: 4, radiation: 4, radiotherapy: 6, iodine: 3, swollen: 2, sarcoma: 3, sarcomas: 3,
    }),
);

const DIGITS = /^[0-9]+$/;

export function syllables(word) {
    const bare = word.toLowerCase().replace(/[’']/g, '');
    if (DIGITS.test(bare)) return numberSyllables(Number(bare));
    if (ODD.has(bare)) return ODD.get(bare);
    if (/^[bcdfghjklmnpqrstvwxz]+$/.test(bare)) return Math.max(1, bare.length); // letters said one by one
    const text = bare
        .replace(/([^laeiouy]|[aeiou]l)e$/, '$1') // care, whole; but table
        .replace(/([^aeiouytd])ed$/, '$1d') // walked; but wanted
        .replace(/([^aeiouysxzcgh]|[^cs]h)es$/, '$1s') // bones; but causes, searches
        .replace(/^y/, ''); // you
    const groups = text.match(/[aeiouy]+/g) ?? [];
    let count = groups.length;
    // Two vowels that are two syllables.
    count += (text.match(/ia(?!l)|io(?!n|us)|iu|eo(?!n\b|us)|ua(?!r|d)|uou|ying|[aeiou]ing/g) ?? []).length;
    count += (text.match(/[^cgst]ial|[^cgst]ious/g) ?? []).length;
    return Math.max(1, count);
}

// As it is said: 38 is thirty-eight.
function numberSyllables(number) {
    if (number >= 1000) return 4;
    const ones = [2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2];
    if (number < 20) return ones[number];
    if (number < 100) return (number >= 70 && number < 80 ? 3 : 2) + (number % 10 ? ones[number % 10] : 0);
    return ones[Math.floor(number / 100)] + 2 + (number % 100 ? 1 + numberSyllables(number % 100) : 0);
}

// The sentences of a leaflet: each point of a list ends one. Headings, lines to write on and what stands below the last rule do not count.
export function sentences(markdown) {
    const body = markdown.replace(/\n---\n[\s\S]*$/, '\n');
    const blocks = [];
    let block = '';
    const close = () => {
        if (block.trim()) blocks.push(block.trim());
        block = '';
    };
    for (const line of body.split('\n')) {
        if (/^#/.test(line) || /_{4}/.test(line) || line.trim() === '') close();
        else if (/^\s*([-*]|\d+\.)\s/.test(line)) {
            close();
            block = line.replace(/^\s*([-*]|\d+\.)\s+/, '');
        } else block += ` ${line.trim()}`;
    }
    close();
    return blocks
        .flatMap((text) => text.replace(/[*_`]/g, '').split(/(?<=[.!?:;])["”’)]*\s+/))
        .map((text) => text.match(/[A-Za-z0-9]+(?:[’'][A-Za-z]+)*/g) ?? [])
        .filter((words) => words.length > 0);
}

export function smog(markdown) {
    const all = sentences(markdown);
    const long = all.flat().filter((word) => syllables(word) >= 3).length;
    return 1.043 * Math.sqrt((long * 30) / all.length) + 3.1291;
}

export function grade(markdown) {
    const all = sentences(markdown);
    const words = all.flat();
    const spoken = words.reduce((sum, word) => sum + syllables(word), 0);
    return 0.39 * (words.length / all.length) + 11.8 * (spoken / words.length) - 15.59;
}
