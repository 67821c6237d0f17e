// The texts of submission rounds: a chunk with their pages, not with the first paint.
import { addTexts } from ".";
import { roundsEn } from "./rounds.en";
import { roundsZh } from "./rounds.zh";

addTexts({ zh: { ...roundsZh }, en: { ...roundsEn } });
