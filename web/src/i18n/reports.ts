// The texts of the report shelf: a chunk with its pages, not with the first paint.
import { addTexts } from ".";
import "./rounds";
import { reportsEn } from "./reports.en";
import { reportsZh } from "./reports.zh";

addTexts({ zh: { ...reportsZh }, en: { ...reportsEn } });
