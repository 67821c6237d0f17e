// The texts of the indicators' pages: a chunk with these pages, not with the first paint.
import { addTexts } from ".";
import { indicatorsEn } from "./indicators.en";
import { indicatorsZh } from "./indicators.zh";

addTexts({ zh: { ...indicatorsZh }, en: { ...indicatorsEn } });
