// The texts of the registry's and the ledger's pages: a chunk with these pages, not with the first paint.
import { addTexts } from ".";
import { ledgerEn } from "./ledger.en";
import { ledgerZh } from "./ledger.zh";
import { registryEn } from "./registry.en";
import { registryZh } from "./registry.zh";

addTexts({ zh: { ...registryZh, ...ledgerZh }, en: { ...registryEn, ...ledgerEn } });
